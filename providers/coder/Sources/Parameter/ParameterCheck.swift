import ProviderAPI
import RegularExpressions
import Values

/// Checks a value of a parameter whose declaration is good: first that it is one of the options, then the
/// `validation` block, then its type.
struct ParameterCheck {
  let parameter: ParameterObject
  /// The value in the build before; nil when there was none.
  let previous: String?
  /// Whether the value to check is the default.
  let isDefault: Bool

  /// - Throws: `.invalid`, for the first of the rules that is not kept.
  func check(_ value: String) throws(ProviderError) {
    try checkOptions(value)
    for rule in parameter.validation {
      try checkApplicability(rule)
      switch parameter.type {
      case .string: try checkPattern(value, rule)
      case .number: try checkNumber(value, rule)
      case .bool where value != "true" && value != "false":
        throw problem("\"\(value)\" must be \"true\" or \"false\"")
      case .bool, .list: break
      }
    }
    if !parameter.type.accepts(value) { throw problem("\"\(value)\" is not \(parameter.type.phrase)") }
    try checkImmutability(value)
  }

  // MARK: Options

  private func checkOptions(_ value: String) throws(ProviderError) {
    guard !parameter.option.isEmpty else { return }
    let allowed = parameter.option.map(\.value)
    let chosen: [String]
    if parameter.formType == FormType.multiSelect.rawValue {
      guard let elements = ParameterType.elements(of: value) else {
        throw problem("\"\(value)\" is not \(ParameterType.list.phrase)")
      }
      chosen = elements
    } else {
      chosen = [value]
    }
    let strangers = chosen.filter { !allowed.contains($0) }
    if strangers.isEmpty { return }
    throw problem("\(Self.list(strangers)) is not among the options, which are \(Self.list(allowed))")
  }

  private static func list(_ texts: [String]) -> String { texts.map { "\"\($0)\"" }.joined(separator: ", ") }

  // MARK: The validation block

  private func checkApplicability(_ rule: ParameterObject.Validation) throws(ProviderError) {
    if parameter.type != .number {
      let numeric: [(name: String, isSet: Bool)] = [
        ("min", rule.min != nil), ("max", rule.max != nil), ("monotonic", rule.monotonic?.isEmpty == false),
      ]
      if let misplaced = numeric.first(where: \.isSet) { throw misfit(misplaced.name) }
    }
    if parameter.type != .string, rule.regex?.isEmpty == false { throw misfit("regex") }
  }

  private func checkPattern(_ value: String, _ rule: ParameterObject.Validation) throws(ProviderError) {
    guard let regex = rule.regex, !regex.isEmpty else { return }
    let pattern: RegularExpression
    do {
      pattern = try RegularExpression(regex)
    } catch {
      throw declarationProblem("has a \"regex\" that cannot be read", "regex", cause: error)
    }
    guard let message = rule.error, !message.isEmpty else {
      throw declarationProblem("has a \"regex\" and therefore needs an \"error\"", "regex")
    }
    if !pattern.matches(value) { throw problem("\"\(value)\" does not match \"\(regex)\": \(message)") }
  }

  /// Only whole numbers can be validated.
  private func checkNumber(_ value: String, _ rule: ParameterObject.Validation) throws(ProviderError) {
    guard let number = Int(value) else { throw outOfRange(value, rule, "is not a whole number") }
    if let min = rule.min, number < min { throw outOfRange(value, rule, "is less than the minimum, \(min)") }
    if let max = rule.max, number > max { throw outOfRange(value, rule, "is more than the maximum, \(max)") }
    guard let monotonic = rule.monotonic, !monotonic.isEmpty else { return }
    guard ["increasing", "decreasing"].contains(monotonic) else {
      throw declarationProblem("can only be monotonic as \"increasing\" or \"decreasing\"", "monotonic")
    }
    // A value before that is no number cannot be mended any more.
    guard let old = previous.flatMap({ Int($0) }) else { return }
    if monotonic == "increasing", number < old {
      throw problem("\(number) must not be less than before, \(old)")
    }
    if monotonic == "decreasing", number > old {
      throw problem("\(number) must not be more than before, \(old)")
    }
  }

  // MARK: Change

  private func checkImmutability(_ value: String) throws(ProviderError) {
    guard !parameter.mutable, let previous, previous != value else { return }
    throw problem(
      "\"\(value)\" differs from \"\(previous)\", which it was when the workspace was created, and the parameter is not "
        + "mutable")
  }

  // MARK: Problems

  private func outOfRange(_ value: String, _ rule: ParameterObject.Validation, _ predicate: String)
    -> ProviderError
  {
    guard let message = rule.error, !message.isEmpty else { return problem("\"\(value)\" \(predicate)") }
    let text = message.replacing("{min}", with: "\(rule.min ?? 0)").replacing(
      "{max}", with: "\(rule.max ?? 0)"
    )
    .replacing("{value}", with: value)
    return problem("\"\(value)\" \(predicate): \(text)")
  }

  private func problem(_ clause: String) -> ProviderError {
    let subject = "The \(isDefault ? "default" : "value") of the parameter \"\(parameter.name)\""
    let isSentence = clause.hasSuffix(".") || clause.hasSuffix("!")
    return ProviderError(
      .invalid, "\(subject): \(clause)\(isSentence ? "" : ".")", attribute: isDefault ? .init("default") : nil
    )
  }

  private func misfit(_ name: String) -> ProviderError {
    declarationProblem("is \(parameter.type.phrase), for which there can be no \"\(name)\"", name)
  }

  private func declarationProblem(
    _ clause: String, _ attribute: String, cause: (any Error)? = nil
  ) -> ProviderError {
    let place = AttributePath([.attribute("validation"), .index(0), .attribute(attribute)])
    return ProviderError(
      .invalid, "The parameter \"\(parameter.name)\" \(clause).", cause: cause, attribute: place)
  }
}
