public import Diagnostics
public import HCL
import Values

/// What a condition came to.
public enum CheckStatus: Hashable, Sendable {
  case passed
  case failed
  /// The condition depends on what is known only after apply.
  case undecided
  /// The condition could not be evaluated.
  case invalid
}

/// Evaluates conditions and words their failures.
public struct CheckEvaluator {
  /// Which rule of the language a condition is.
  public enum Kind: Sendable {
    /// With the place of the value that is judged, or of the variable where it has none.
    case validation(of: SourceRange)
    case resourcePrecondition
    case resourcePostcondition
    case outputPrecondition
    /// In a `check` block, where nothing is an error.
    case assertion
  }

  private let scope: any EvaluationScope
  /// The header of the block that the condition stands in.
  private let context: SourceRange
  public private(set) var diagnostics: [Diagnostic] = []
  /// What the conditions say that do not hold.
  public private(set) var messages: [String] = []

  public init(scope: any EvaluationScope, context: SourceRange) {
    self.scope = scope
    self.context = context
  }

  public mutating func check(_ rule: CheckRule, _ kind: Kind) -> CheckStatus {
    let (condition, isFaulty) = evaluate(rule.condition)
    guard !isFaulty else { return .invalid }
    let problem: String
    do {
      let decided = try condition.converted(to: .bool)
      guard decided.isKnown else {
        if case .assertion = kind { reportUndecided(rule) }
        return .undecided
      }
      if let holds = decided.asBool {
        if !holds { report(rule, kind) }
        return holds ? .passed : .failed
      }
      problem = "it is null"
    } catch {
      problem = "\(error)"
    }
    diagnostics.append(
      Diagnostic(
        "invalid-condition", "Invalid condition result",
        "A condition must come to true or false: \(problem).", at: rule.condition.range, in: context))
    return .invalid
  }

  private mutating func evaluate(_ expression: Expression) -> (Value, isFaulty: Bool) {
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(expression)
    diagnostics += evaluator.diagnostics.map { $0.within(context) }
    return (value, evaluator.diagnostics.hasErrors)
  }

  // MARK: Failures

  private mutating func report(_ rule: CheckRule, _ kind: Kind) {
    let message = message(of: rule)
    messages.append(message)
    var problem =
      switch kind {
      case .validation(let place):
        Diagnostic(
          "validation-failed", "Invalid value for variable",
          "\(message)\n\nThis was checked by the validation rule at \(rule.range).", at: place)
      case .resourcePrecondition:
        Diagnostic("precondition-failed", "Resource precondition failed", message, at: rule.condition.range)
      case .resourcePostcondition:
        Diagnostic("postcondition-failed", "Resource postcondition failed", message, at: rule.condition.range)
      case .outputPrecondition:
        Diagnostic("precondition-failed", "Output precondition failed", message, at: rule.condition.range)
      case .assertion:
        Diagnostic(
          .warning, "check-failed", "Check block assertion failed", message, at: rule.condition.range)
      }
    problem.context = context
    problem.observations = Evaluator(scope: scope).observations(of: [rule.condition])
    diagnostics.append(problem)
  }

  private mutating func reportUndecided(_ rule: CheckRule) {
    var notice = Diagnostic(
      .warning, "check-undecided", "Check assertion known after apply",
      "The condition depends on values that are known only after apply, and is looked at then.",
      at: rule.condition.range, in: context)
    notice.observations = Evaluator(scope: scope).observations(of: [rule.condition])
    diagnostics.append(notice)
  }

  /// The author's message, or why there is none to show.
  private mutating func message(of rule: CheckRule) -> String {
    let (value, isFaulty) = evaluate(rule.errorMessage)
    guard !isFaulty else { return "The condition does not hold, and its error message has an error itself." }
    guard value.deepMarks.isEmpty else {
      return """
        The condition does not hold. Its error message cannot be shown, because it refers to sensitive or \
        ephemeral values.
        """
    }
    guard value.isKnown else {
      return "The condition does not hold. Its error message will be known only after apply."
    }
    return (try? value.converted(to: .string))?.asString ?? "The condition does not hold."
  }
}
