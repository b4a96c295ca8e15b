import HCL
import RegularExpressions
import Values

/// Searching with patterns in RE2's syntax.
enum RegularExpressionFunctions {
  static let all = [regex, regexall]

  private static let pattern = Function.Parameter(
    "pattern", .string, "A regular expression in RE2's syntax; write `\\\\d` for `\\d` in a quoted string.")

  static let regex = Function(
    "regex",
    "Returns what a regular expression matches first: the text, a list of its groups, or with named groups "
      + "an object of them. It is an error when nothing matches; see `can` and `regexall`.",
    pattern, .init("string", .string, "The string to search."),
    result: .inferred { arguments throws(FunctionError) in try matchType(arguments[0]) }
  ) { arguments throws(FunctionError) in
    let expression = try compile(try arguments.string(0), argument: 0)
    _ = try matchType(expression)
    guard let match = expression.firstMatch(in: try arguments.string(1)) else {
      throw FunctionError("pattern did not match any part of the given string")
    }
    return value(of: match, expression)
  }

  static let regexall = Function(
    "regexall", "Returns all matches of a regular expression as a list, each in the form `regex` gives it.",
    pattern, .init("string", .string, "The string to search."),
    result: .inferred { arguments throws(FunctionError) in .list(try matchType(arguments[0])) }
  ) { arguments throws(FunctionError) in
    let expression = try compile(try arguments.string(0), argument: 0)
    let type = try matchType(expression)
    let matches = expression.matches(in: try arguments.string(1))
    return .list(matches.map { value(of: $0, expression) }, of: type)
  }

  static func compile(_ pattern: String, argument: Int) throws(FunctionError) -> RegularExpression {
    do {
      return try RegularExpression(pattern)
    } catch {
      let advice = error.advice.map { ". " + $0 } ?? ""
      throw FunctionError(
        "invalid regexp pattern: \(error.code.rawValue) in \(error.fragment)\(advice)", argument: argument)
    }
  }

  /// The type of one match of a pattern that may not be known yet.
  private static func matchType(_ pattern: Value) throws(FunctionError) -> ValueType {
    guard let pattern = pattern.asString else { return .dynamic }
    return try matchType(try compile(pattern, argument: 0))
  }

  private static func matchType(_ expression: RegularExpression) throws(FunctionError) -> ValueType {
    let groups = expression.groupNames.dropFirst()
    let names = groups.compactMap(\.self)
    if groups.isEmpty { return .string }
    if names.isEmpty { return .tuple(Array(repeating: .string, count: groups.count)) }
    guard names.count == groups.count else {
      throw FunctionError(
        "invalid regexp pattern: cannot mix both named and unnamed capture groups", argument: 0)
    }
    return .object(Dictionary(names.map { ($0, .string) }, uniquingKeysWith: { first, _ in first }))
  }

  private static func value(of match: Match, _ expression: RegularExpression) -> Value {
    let groups = (1..<max(1, match.groupCount)).map { string(match[$0]) }
    if groups.isEmpty { return .string(String(match.text)) }
    let names = expression.groupNames.dropFirst().compactMap(\.self)
    return names.isEmpty ? .tuple(groups) : .object(KeyedValues(zip(names, groups)))
  }

  /// Null for a group that took no part.
  private static func string(_ text: Substring?) -> Value {
    text.map { .string(String($0)) } ?? .null(.string)
  }
}
