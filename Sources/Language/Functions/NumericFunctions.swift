import Glibc
import HCL
import Values

/// Arithmetic beyond the operators.
enum NumericFunctions {
  static let all = [abs, ceil, floor, log, max, min, parseint, pow, signum]

  static let abs = Function(
    "abs", "Returns the number without its sign.",
    .init("num", .number, "Any number."), result: .type(.number)
  ) { arguments throws(FunctionError) in
    let number = try arguments.number(0)
    return .number(number.isNegative ? -number : number)
  }

  static let ceil = Function(
    "ceil", "Returns the least whole number that is not below the given one.",
    .init("num", .number, "Any number."), result: .type(.number)
  ) { arguments throws(FunctionError) in .number(try arguments.number(0).ceiling) }

  static let floor = Function(
    "floor", "Returns the greatest whole number that is not above the given one.",
    .init("num", .number, "Any number."), result: .type(.number)
  ) { arguments throws(FunctionError) in .number(try arguments.number(0).floor) }

  static let log = Function(
    "log", "Returns the logarithm of a number in a base, to the precision of a 64-bit floating-point number.",
    .init("num", .number, "A number above 0."),
    .init("base", .number, "The base, a number above 0 other than 1."), result: .type(.number)
  ) { arguments throws(FunctionError) in
    let (number, base) = (try arguments.number(0).double, try arguments.number(1).double)
    return try finite(Glibc.log(number) / Glibc.log(base), "there is no such logarithm")
  }

  static let max = Function(
    "max", "Returns the greatest of the numbers.",
    variadic: .init("numbers", .number, "One or more numbers; expand a list with `...`."),
    result: .type(.number)
  ) { arguments throws(FunctionError) in try extreme(arguments, >) }

  static let min = Function(
    "min", "Returns the least of the numbers.",
    variadic: .init("numbers", .number, "One or more numbers; expand a list with `...`."),
    result: .type(.number)
  ) { arguments throws(FunctionError) in try extreme(arguments, <) }

  static let parseint = Function(
    "parseint", "Reads a whole number that is written in the given base.",
    .init("number", .dynamic, "A string of digits, with a sign or without."),
    .init(
      "base", .number,
      "From 2 to 62. Letters are digits: of either case up to base 36, above it `a` to `z` before `A` to `Z`."
    ),
    result: .type(.number)
  ) { arguments throws(FunctionError) in
    guard let text = arguments[0].asString else {
      throw FunctionError(
        "first argument must be a string, not \(arguments[0].type.friendlyName)", argument: 0)
    }
    let base = try arguments.integer(1)
    guard (2...62).contains(base) else {
      throw FunctionError("base must be a whole number between 2 and 62 inclusive", argument: 1)
    }
    guard let number = integer(text, base: base) else {
      throw FunctionError("cannot parse \"\(text)\" as a base \(base) integer", argument: 0)
    }
    return .number(number)
  }

  static let pow = Function(
    "pow", "Raises a number to a power, to the precision of a 64-bit floating-point number.",
    .init("num", .number, "The base."), .init("power", .number, "The exponent."), result: .type(.number)
  ) { arguments throws(FunctionError) in
    let (number, power) = (try arguments.number(0), try arguments.number(1))
    let double = wholePower(number, power)?.double ?? Glibc.pow(number.double, power.double)
    return try finite(double, "the power is too large or not a real number")
  }

  static let signum = Function(
    "signum", "Returns -1, 0 or 1 for a number below, equal to or above zero.",
    .init("num", .number, "A whole number."), result: .type(.number)
  ) { arguments throws(FunctionError) in .number(try arguments.integer(0).signum()) }
}

extension NumericFunctions {
  private static func finite(_ double: Double, _ message: String) throws(FunctionError) -> Value {
    guard let number = Number(double) else { throw FunctionError(message) }
    return .number(number)
  }

  /// A power of whole numbers, exact: the library's function may be off by one in the last place. Nil when
  /// they are not whole, or so large that no floating-point number holds the result.
  private static func wholePower(_ number: Number, _ power: Number) -> Number? {
    guard number.isInteger, let exponent = power.int, (0...1_100).contains(exponent) else { return nil }
    var result: Number = 1
    for _ in 0..<exponent {
      result = result * number
      if result.isOutOfRange { return nil }
    }
    return result
  }

  private static func extreme(
    _ arguments: [Value], _ isBetter: (Number, Number) -> Bool
  ) throws(FunctionError) -> Value {
    guard !arguments.isEmpty else { throw FunctionError("must pass at least one number") }
    var best = try arguments.number(0)
    for index in arguments.indices.dropFirst() {
      let number = try arguments.number(index)
      if isBetter(number, best) { best = number }
    }
    return .number(best)
  }

  /// The whole number that `text` writes in `base`, or nil.
  private static func integer(_ text: String, base: Int) -> Number? {
    var digits = text.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.count <= Number.maxOrder else { return nil }
    var result: Number = 0
    for byte in digits {
      guard let digit = value(ofDigit: byte, base: base) else { return nil }
      result = result * Number(base) + Number(digit)
    }
    return isNegative ? -result : result
  }

  private static func value(ofDigit byte: UInt8, base: Int) -> Int? {
    let digit: Int? =
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 10
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        Int(byte - UInt8(ascii: "A")) + (base <= 36 ? 10 : 36)
      default: nil
      }
    return digit.flatMap { $0 < base ? $0 : nil }
  }
}
