import HCL
import Values

/// Texts made after a pattern.
enum FormatFunctions {
  static let all = [format, formatlist]

  private static let formatParameter = Function.Parameter(
    "format", .string,
    "A text with a verb for each argument: `%s` string, `%q` quoted string, `%d` whole number, `%f`, `%e` or "
      + "`%g` number, `%b`, `%o` or `%x` binary, octal or hexadecimal number, `%t` bool, `%v` anything, `%%` "
      + "a percent sign; with flags, width and precision between, as in `%-10s`, `%05.1f`, `%[2]d`.")

  static let format = Function(
    "format", "Makes a string of a pattern and values.",
    formatParameter,
    variadic: .init(
      "args", .dynamic, "The values, in order.", allowsNull: true, unknowns: .anywhere),
    result: .type(.string)
  ) { arguments throws(FunctionError) in
    let format = try checkedFormat(arguments)
    return try format.string(Array(arguments.dropFirst()))
  }

  static let formatlist = Function(
    "formatlist", "Makes a list of strings of a pattern and lists of values, one string for each element.",
    formatParameter,
    variadic: .init(
      "args", .dynamic,
      "Lists of the same length; anything else is used for every element.", allowsNull: true,
      unknowns: .anywhere),
    result: .type(.list(.string))
  ) { arguments throws(FunctionError) in
    let format = try checkedFormat(arguments)
    let values = Array(arguments.dropFirst())
    guard let count = try commonLength(values) else { return .unknown(.list(.string), .notNull) }
    var strings: [Value] = []
    for row in 0..<count {
      let arguments = values.map { $0.elements?[row] ?? $0 }
      do throws(FunctionError) {
        strings.append(try format.string(arguments))
      } catch {
        throw FunctionError("error on format iteration \(row): \(error.message)", argument: error.argument)
      }
    }
    return .list(strings, of: .string)
  }

  /// How many strings there will be; nil when a list is not known yet.
  private static func commonLength(_ values: [Value]) throws(FunctionError) -> Int? {
    var first: (argument: Int, length: Int)?
    var isKnown = true
    for (index, value) in values.enumerated() {
      if !value.isKnown, !value.type.isPrimitive { isKnown = false }
      guard let length = value.elements?.count else { continue }
      if let first, first.length != length {
        throw FunctionError(
          "argument \(index + 1) has length \(length), which is inconsistent with argument "
            + "\(first.argument) of length \(first.length)", argument: index + 1)
      }
      if first == nil { first = (index + 1, length) }
    }
    return isKnown ? first?.length ?? 1 : nil
  }

  private static func checkedFormat(_ arguments: [Value]) throws(FunctionError) -> FormatString {
    let format = try FormatString(try arguments.string(0))
    let extra = format.argumentCount + 1
    guard arguments.count <= extra else {
      throw FunctionError(
        format.argumentCount == 0
          ? "too many arguments; no verbs in format string"
          : "too many arguments; only \(format.argumentCount) used by format string", argument: extra)
    }
    return format
  }
}

extension FormatString {
  /// The text for one set of arguments: unknown, with what is known of its start, when one of them is.
  fileprivate func string(_ arguments: [Value]) throws(FunctionError) -> Value {
    var text = ""
    var isKnown = true
    var prefix = ""
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .verb(let verb):
        guard verb.argument < arguments.count else {
          throw FunctionError(
            "not enough arguments for \"\(verb.text)\" at \(verb.offset): need index \(verb.argument + 1) "
              + "but have \(arguments.count) total")
        }
        let argument = arguments[verb.argument]
        if argument.isWhollyKnown {
          text += try verb.formatted(argument)
        } else if isKnown {
          isKnown = false
          prefix = text
        }
      }
    }
    return isKnown ? .string(text) : .unknown(.string, Refinement(isNotNull: true, prefix: prefix))
  }
}

extension FormatString.Verb {
  fileprivate func formatted(_ value: Value) throws(FunctionError) -> String {
    guard !value.isNull || letter == "v" else { throw unsupported("null value cannot be formatted") }
    switch letter {
    case "v": return padded(try general(value))
    case "t": return try converted(value, to: .bool).asBool == true ? "true" : "false"
    case "s", "q":
      let string = try converted(value, to: .string).asString ?? ""
      let cut = precision.map { String(string.prefix($0)) } ?? string
      return padded(letter == "q" ? quoted(cut) : cut)
    default:
      let number = try converted(value, to: .number).asNumber ?? 0
      guard "bdoxX".unicodeScalars.contains(letter) else { return FormattedNumber(self).decimal(number) }
      guard number.isInteger else { throw unsupported("an integer is required") }
      return FormattedNumber(self).integer(number)
    }
  }

  private func general(_ value: Value) throws(FunctionError) -> String {
    if let string = value.asString, !isAlternate { return string }
    if let number = value.asNumber { return FormattedNumber(self).general(number) }
    return try EncodingFunctions.json(value)
  }

  private func quoted(_ string: String) -> String { JSON.string(string).text(JSON.Style(escapesHTML: true)) }

  private func padded(_ text: String) -> String {
    let padding = String(
      repeating: isZeroPadded && !isLeftAligned ? "0" : " ", count: max(0, width - text.count))
    return isLeftAligned ? text + padding : padding + text
  }

  private func converted(_ value: Value, to type: ValueType) throws(FunctionError) -> Value {
    do throws(ConversionError) {
      return try value.converted(to: type)
    } catch {
      throw unsupported(error.description)
    }
  }

  private func unsupported(_ reason: String) -> FunctionError {
    FunctionError("unsupported value for \"\(text)\" at \(offset): \(reason)", argument: argument + 1)
  }
}
