import Diagnostics
import Values

extension Evaluator {
  @inline(never)
  mutating func evaluate(_ traversal: Traversal) -> Value {
    if let local = locals.last(where: { $0.name == traversal.root }) {
      return take(traversal.steps[...], of: local.value, from: traversal.rootRange)
    }
    do throws(DiagnosticsError) {
      let resolution = try scope.resolve(traversal)
      return take(traversal.steps[resolution.steps...], of: resolution.value, from: traversal.rootRange)
    } catch {
      diagnostics += error.diagnostics
      return .dynamic
    }
  }

  @inline(never)
  mutating func relative(_ source: Expression, _ steps: [Traversal.Step]) -> Value {
    let value = evaluate(source)
    return take(steps[...], of: value, from: source.range)
  }

  /// Takes steps into the value of what is written from `start` up to the first of them.
  private mutating func take(
    _ steps: ArraySlice<Traversal.Step>, of value: Value, from start: SourceRange
  ) -> Value {
    var current = value
    for step in steps {
      do throws(AccessError) {
        switch step {
        case .attribute(let name, _): current = try current.attribute(name)
        case .index(let key, _): current = try current.element(key)
        }
      } catch {
        let written = SourceRange(start.file, start.bytes.lowerBound..<step.range.bytes.lowerBound)
        report(AccessProblem(error, in: current, step: step), of: current, written: written)
        return .dynamic
      }
    }
    return current
  }

  @inline(never)
  private mutating func report(_ problem: AccessProblem, of value: Value, written: SourceRange) {
    var diagnostic = problem.diagnostic
    let text = written.text
    if !isTentative, !text.contains("\n"), let statement = value.statement(hasValues: scope.hasValues) {
      diagnostic.observations = [.init(expression: text, statement: statement)]
    }
    diagnostics.append(diagnostic)
  }

  @inline(never)
  mutating func index(_ collection: Expression, _ key: Expression) -> Value {
    let before = diagnostics.count
    let source = evaluate(collection)
    let keyValue = evaluate(key)
    guard !hasErrors(from: before) else { return .dynamic }
    do throws(AccessError) {
      return try source.element(keyValue)
    } catch {
      report(AccessProblem(error, in: source, step: .index(keyValue, key.range)), about: [collection, key])
      return .dynamic
    }
  }

  @inline(never)
  private mutating func report(_ problem: AccessProblem, about expressions: [Expression]) {
    var diagnostic = problem.diagnostic
    diagnostic.observations = observations(of: expressions)
    diagnostics.append(diagnostic)
  }
}
