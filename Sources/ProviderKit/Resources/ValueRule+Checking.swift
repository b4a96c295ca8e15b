import RegularExpressions
import Values

/// Why a rule is not kept, for the user of the configuration.
struct RuleProblem: Hashable {
  /// One of a few constants.
  var summary: String
  var detail: String

  init(_ summary: String, _ detail: String) {
    self.summary = summary
    self.detail = detail
  }
}

extension ValueRule {
  /// How the attribute `name` of a block with these values breaks the rule; nil when it keeps it, or may.
  /// The value of an attribute that `isSensitive` is not told.
  func problem(of name: String, in values: KeyedValues, isSensitive: Bool) -> RuleProblem? {
    let value = values[name] ?? .null(.dynamic)
    switch self {
    case .conflictsWith(let others): return conflict(of: name, value, with: others, in: values)
    case .exactlyOneOf(let others): return miscount(of: name, others, in: values, allowsMore: false)
    case .atLeastOneOf(let others): return miscount(of: name, others, in: values, allowsMore: true)
    case .requires(let others): return absence(name, value, others, in: values)
    case .notEmpty where value.count == 0:
      return RuleProblem("Invalid argument value", "Expected \(name) to have at least one element.")
    case .oneOf, .integer, .wholeNumber, .matches, .maxLength, .notEmpty, .duration, .timestamp,
      .absolutePath:
      let broken = value.singleValues.first { $0.isKnown && !$0.isNull && !accepts($0) }
      guard let broken else { return nil }
      let text = isSensitive ? "" : ", got \(broken.plainText)"
      return RuleProblem("Invalid argument value", "\(requirement(name))\(text).")
    }
  }

  /// Whether one known value keeps the rule. Rules between attributes accept any.
  private func accepts(_ value: Value) -> Bool {
    let text = value.plainText
    return switch self {
    case .oneOf(let allowed): allowed.contains(text)
    case .integer(let range): value.asInt.map(range.contains) ?? false
    case .wholeNumber: value.asNumber?.isInteger ?? false
    case .matches(let pattern, _): Self.matches(text, pattern)
    case .maxLength(let length): text.count <= length
    case .notEmpty: !text.isEmpty
    case .duration: Duration(goNotation: text) != nil
    case .timestamp: (try? Timestamp(text)) != nil
    case .absolutePath: text.hasPrefix("/")
    case .conflictsWith, .exactlyOneOf, .atLeastOneOf, .requires: true
    }
  }

  /// What is required of the value of an attribute, as the beginning of a sentence.
  private func requirement(_ name: String) -> String {
    switch self {
    case .oneOf(let allowed):
      "Expected \(name) to be one of [\(allowed.map { "\"\($0)\"" }.joined(separator: " "))]"
    case .integer(let range) where range.upperBound == .max:
      "Expected \(name) to be a whole number from \(range.lowerBound) on"
    case .integer(let range):
      "Expected \(name) to be a whole number in the range (\(range.lowerBound) - \(range.upperBound))"
    case .wholeNumber: "Expected \(name) to be a whole number"
    case .matches(_, let message): "The value of \(name) \(message)"
    case .maxLength(let length): "Expected \(name) to have at most \(length) characters"
    case .notEmpty: "Expected \(name) to not be an empty string"
    case .duration: "Expected \(name) to be a duration such as \"1m30s\""
    case .timestamp: "Expected \(name) to be a timestamp such as \"2020-02-12T06:36:13Z\""
    case .absolutePath: "Expected \(name) to be an absolute path"
    case .conflictsWith, .exactlyOneOf, .atLeastOneOf, .requires:
      "Expected \(name) to go with the other arguments"
    }
  }

  /// Patterns are part of the program; the conformance suite compiles each of them.
  private static func matches(_ text: String, _ pattern: String) -> Bool {
    (try? RegularExpression(pattern))?.matches(text) ?? true
  }
}

// MARK: Rules between attributes

extension ValueRule {
  private func conflict(
    of name: String, _ value: Value, with others: [String], in values: KeyedValues
  ) -> RuleProblem? {
    guard value.isSurelySet, let other = others.first(where: { values[$0]?.isSurelySet ?? false }) else {
      return nil
    }
    return RuleProblem(
      "Conflicting configuration arguments",
      "The argument \"\(name)\" conflicts with \"\(other)\": set only one.")
  }

  private func miscount(
    of name: String, _ others: [String], in values: KeyedValues, allowsMore: Bool
  ) -> RuleProblem? {
    let group = others.contains(name) ? others : [name] + others
    let list = group.map { "\"\($0)\"" }.joined(separator: ", ")
    let set = group.filter { values[$0]?.isSurelySet ?? false }
    if set.count > 1, !allowsMore {
      let given = set.map { "\"\($0)\"" }.joined(separator: " and ")
      return RuleProblem(
        "Invalid combination of arguments", "Only one of \(list) can be set, but \(given) are.")
    }
    let isOpen = group.contains { values[$0].map { !$0.isKnown } ?? false }
    return set.isEmpty && !isOpen
      ? RuleProblem(
        "Invalid combination of arguments", "\(allowsMore ? "At least one" : "One") of \(list) must be set.")
      : nil
  }

  private func absence(
    _ name: String, _ value: Value, _ others: [String], in values: KeyedValues
  ) -> RuleProblem? {
    guard value.isSurelySet, let missing = others.first(where: { values[$0]?.isAbsent ?? true }) else {
      return nil
    }
    return RuleProblem(
      "Missing required argument", "The argument \"\(missing)\" is required when \"\(name)\" is set.")
  }
}

extension Value {
  /// Whether there is a value, or a nested block, whatever else is decided later.
  fileprivate var isSurelySet: Bool { isKnown && !isAbsent }

  /// The value itself, or the elements of a collection.
  fileprivate var singleValues: [Value] { elements ?? keyedElements?.values ?? [self] }

  /// The number of elements of a known collection.
  fileprivate var count: Int? { elements?.count ?? keyedElements?.count }

  /// A single value as text, without quotes.
  fileprivate var plainText: String {
    switch content {
    case .string(let text): text
    case .number(let number): number.description
    case .bool(let bool): bool.description
    case .null, .unknown, .list, .set, .map, .tuple, .object: ""
    }
  }
}
