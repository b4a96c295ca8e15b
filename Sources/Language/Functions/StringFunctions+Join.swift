import HCL
import RegularExpressions
import Values

extension StringFunctions {
  static let join = Function(
    "join", "Makes one string of lists of strings, with a separator between the elements.",
    .init("separator", .string, "What to put between the elements."),
    variadic: .init("lists", .list(.string), "One or more lists of strings."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    guard arguments.count > 1 else { throw FunctionError("at least one list is required") }
    var parts: [String] = []
    for index in arguments.indices.dropFirst() {
      for (position, element) in try arguments.elements(index).enumerated() {
        guard let part = element.asString else {
          throw FunctionError(
            "element \(position) is null; cannot concatenate null values", argument: index)
        }
        parts.append(part)
      }
    }
    return .string(parts.joined(separator: try arguments.string(0)))
  }

  static let replace = Function(
    "replace", "Replaces every occurrence of a text, or every match of a regular expression.",
    .init("str", .string, "The string to search."),
    .init("substr", .string, "The text to replace; between slashes, `/like this/`, a regular expression."),
    .init(
      "replace", .string,
      "What to put there. For a regular expression `$1` or `${name}` stands for what a group matched."),
    result: .type(.string)
  ) { arguments throws(FunctionError) in
    let (text, old, new) = (try arguments.string(0), try arguments.string(1), try arguments.string(2))
    if old.utf8.count > 1, old.hasBytes("/"), old.endsInBytes("/") {
      let pattern = String(old.unicodeScalars.dropFirst().dropLast())
      return .string(
        try RegularExpressionFunctions.compile(pattern, argument: 1).replacing(in: text, with: new))
    }
    guard old.isEmpty else { return .string(text.replacingBytes(of: old, with: new)) }
    return .string(new + text.unicodeScalars.map { String($0) + new }.joined())
  }
}
