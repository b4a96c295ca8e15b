import HCL
import Values

/// Texts cut, joined and compared.
enum StringFunctions {
  static let all = [
    chomp, endswith, indent, join, lower, replace, split, startswith, strcontains, strrev, substr, title,
    trim, trimprefix, trimspace, trimsuffix, upper,
  ]

  static let chomp = Function(
    "chomp", "Removes the line ends at the end of a string.",
    .init("str", .string, "The string."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    .string(dropLast(of: try arguments.string(0)) { $0 == "\n" || $0 == "\r" })
  }

  static let endswith = Function(
    "endswith", "Tells whether a string ends with another.",
    .init("str", .string, "The string."), .init("suffix", .string, "The end to look for."),
    result: .type(.bool)
  ) { arguments throws(FunctionError) in .bool(try arguments.string(0).endsInBytes(try arguments.string(1))) }

  static let indent = Function(
    "indent", "Puts spaces before every line but the first.",
    .init("spaces", .number, "How many spaces."), .init("str", .string, "The text."),
    result: .type(.string)
  ) { arguments throws(FunctionError) in
    let spaces = try arguments.integer(0)
    guard (0...maxIndent).contains(spaces) else {
      throw FunctionError("the number of spaces must be from 0 to \(maxIndent)", argument: 0)
    }
    let lineStart = "\n" + String(repeating: " ", count: spaces)
    return .string(try arguments.string(1).replacingBytes(of: "\n", with: lineStart))
  }

  /// More spaces than that are a mistake, and could fill the memory.
  private static let maxIndent = 10_000

  static let lower = Function(
    "lower", "Turns all letters into lower case.",
    .init("str", .string, "The string."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    .string(String(try arguments.string(0).unicodeScalars.lazy.map(\.simpleLowercase)))
  }

  static let split = Function(
    "split", "Cuts a string at every separator.",
    .init("separator", .string, "What stands between the parts; when empty, every character is a part."),
    .init("str", .string, "The string."), result: .type(.list(.string))
  ) { arguments throws(FunctionError) in
    let (separator, text) = (try arguments.string(0), try arguments.string(1))
    let parts = separator.isEmpty ? text.unicodeScalars.map(String.init) : text.split(atBytes: separator)
    return .list(parts.map { Value.string($0) }, of: .string)
  }

  static let startswith = Function(
    "startswith", "Tells whether a string starts with another.",
    .init("str", .string, "The string.", unknowns: .anywhere),
    .init("prefix", .string, "The start to look for."), result: .type(.bool)
  ) { arguments throws(FunctionError) in
    let prefix = try arguments.string(1)
    if case .unknown(_, let refinement) = arguments[0].content {
      return startsWith(prefix, knownStart: refinement.prefix).map(Value.bool) ?? .unknown(.bool)
    }
    return .bool(try arguments.string(0).hasBytes(prefix))
  }

  static let strcontains = Function(
    "strcontains", "Tells whether a string contains another.",
    .init("str", .string, "The string."), .init("substr", .string, "What to look for."),
    result: .type(.bool)
  ) { arguments throws(FunctionError) in .bool(try arguments.string(0).containsBytes(try arguments.string(1)))
  }

  static let strrev = Function(
    "strrev", "Reverses the order of the characters of a string.",
    .init("str", .string, "The string."), result: .type(.string)
  ) { arguments throws(FunctionError) in .string(String(try arguments.string(0).reversed())) }

  static let substr = Function(
    "substr", "Cuts a part out of a string, counting characters as people see them.",
    .init("str", .string, "The string."),
    .init("offset", .number, "Where the part begins, from 0; from the end when negative."),
    .init("length", .number, "How many characters at most; all the rest when negative."),
    result: .type(.string)
  ) { arguments throws(FunctionError) in
    let text = try arguments.string(0)
    let (offset, givenLength) = (try arguments.integer(1), try arguments.integer(2))
    // From the end, a length of 0 counts as none given, here as in Terraform.
    let length = offset < 0 && givenLength == 0 ? -1 : givenLength
    let rest = offset < 0 ? text.suffix(offset == .min ? .max : -offset) : text.dropFirst(offset)
    return .string(String(length < 0 ? rest : rest.prefix(length)))
  }

  static let title = Function(
    "title", "Turns the first letter of every word into upper case.",
    .init("str", .string, "The string."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    var previous: Unicode.Scalar = " "
    let scalars = try arguments.string(0).unicodeScalars.map { scalar in
      defer { previous = scalar }
      return separatesWords(previous) ? scalar.simpleTitlecase : scalar
    }
    return .string(String(scalars))
  }

  static let upper = Function(
    "upper", "Turns all letters into upper case.",
    .init("str", .string, "The string."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    .string(String(try arguments.string(0).unicodeScalars.lazy.map(\.simpleUppercase)))
  }
}

// MARK: Trimming

extension StringFunctions {
  static let trim = Function(
    "trim", "Removes characters of a set from both ends of a string.",
    .init("str", .string, "The string."), .init("cutset", .string, "The characters to remove."),
    result: .type(.string)
  ) { arguments throws(FunctionError) in
    let set = Set(try arguments.string(1).unicodeScalars)
    return .string(trimmed(try arguments.string(0), set.contains))
  }

  static let trimprefix = Function(
    "trimprefix", "Removes a text from the start of a string, once, if it is there.",
    .init("str", .string, "The string."), .init("prefix", .string, "The start to remove."),
    result: .type(.string)
  ) { arguments throws(FunctionError) in
    let (text, prefix) = (try arguments.string(0), try arguments.string(1))
    guard text.hasBytes(prefix) else { return arguments[0] }
    return .string(String(text[text.utf8.index(text.startIndex, offsetBy: prefix.utf8.count)...]))
  }

  static let trimspace = Function(
    "trimspace", "Removes white space, line ends included, from both ends of a string.",
    .init("str", .string, "The string."), result: .type(.string)
  ) { arguments throws(FunctionError) in .string(trimmed(try arguments.string(0), \.properties.isWhitespace))
  }

  static let trimsuffix = Function(
    "trimsuffix", "Removes a text from the end of a string, once, if it is there.",
    .init("str", .string, "The string."), .init("suffix", .string, "The end to remove."),
    result: .type(.string)
  ) { arguments throws(FunctionError) in
    let (text, suffix) = (try arguments.string(0), try arguments.string(1))
    guard text.endsInBytes(suffix) else { return arguments[0] }
    return .string(String(text[..<text.utf8.index(text.endIndex, offsetBy: -suffix.utf8.count)]))
  }

  private static func trimmed(_ text: String, _ isCut: (Unicode.Scalar) -> Bool) -> String {
    dropLast(of: String(text.unicodeScalars.drop(while: isCut)), isCut)
  }

  private static func dropLast(of text: String, _ isCut: (Unicode.Scalar) -> Bool) -> String {
    var scalars = text.unicodeScalars[...]
    while let last = scalars.last, isCut(last) { scalars.removeLast() }
    return String(scalars)
  }

  /// Whether a text that begins with `knownStart` begins with `prefix`; nil when it depends on the rest.
  private static func startsWith(_ prefix: String, knownStart: String) -> Bool? {
    if knownStart.hasBytes(prefix) { return true }
    return prefix.hasBytes(knownStart) ? nil : false
  }

  /// Whether a letter after this begins a word: not so after letters, digits and underscores.
  private static func separatesWords(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return !(scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }
    return scalar.properties.isWhitespace
  }
}
