import Diagnostics
import HCL
import Values

extension Expression {
  /// The range of the part that is written for the value at `path`: as tight as the expression spells its
  /// value out, and otherwise that of the innermost part that holds it.
  func range(of path: AttributePath) -> SourceRange { part(at: path.steps[...]).range }

  private func part(at steps: ArraySlice<AttributePath.Step>) -> Expression {
    var expression = unparenthesised
    var steps = steps
    while let step = steps.popFirst(), let inner = expression.part(at: step) {
      expression = inner.unparenthesised
    }
    return expression
  }

  private func part(at step: AttributePath.Step) -> Expression? {
    switch (self, step) {
    case (.tuple(let elements, _), .index(let index)):
      elements.indices.contains(index) ? elements[index] : nil
    case (.object(let items, _), .attribute(let name)), (.object(let items, _), .key(let name)):
      items.first { $0.key.staticName?.text == name }?.value
    default: nil
    }
  }
}

extension ObjectKey {
  /// The key where it is written out, with its place.
  var staticName: (text: String, range: SourceRange)? {
    switch self {
    case .name(let name, let range): (name, range)
    case .expression(let expression): expression.literalString.map { ($0, expression.range) }
    }
  }

  var range: SourceRange {
    switch self {
    case .name(_, let range): range
    case .expression(let expression): expression.range
    }
  }
}
