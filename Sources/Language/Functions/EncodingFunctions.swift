import Compression
import Encodings
import HCL
import Values

/// Values as texts that other programs read, and back.
enum EncodingFunctions {
  static let all = [
    base64decode, base64encode, base64gunzip, base64gzip, csvdecode, jsondecode, jsonencode,
    textdecodebase64, textencodebase64, urldecode, urlencode, yamldecode, yamlencode,
  ]

  static let base64encode = Function(
    "base64encode", "Returns the UTF-8 bytes of a string as Base64.",
    .init("str", .string, "The string."), result: .type(.string)
  ) { arguments throws(FunctionError) in .string(Base64.standard.encode(Array(try arguments.string(0).utf8)))
  }

  static let base64decode = Function(
    "base64decode", "Returns the string that a Base64 text stands for. It must be UTF-8.",
    .init("str", .string, "The Base64 text."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    guard let bytes = Base64.standard.decode(try arguments.string(0)) else {
      throw FunctionError("failed to decode base64 data: it is malformed", argument: 0)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FunctionError(
        "the result of decoding the provided string is not valid UTF-8", argument: 0)
    }
    return .string(text)
  }

  static let base64gzip = Function(
    "base64gzip", "Compresses a string with gzip, and returns that as Base64.",
    .init("str", .string, "The string."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    .string(Base64.standard.encode(Gzip.compress(Array(try arguments.string(0).utf8))))
  }

  /// Bytes that a text may grow to: enough for any argument, and little enough for any memory.
  private static let gunzipLimit = 64 << 20

  static let base64gunzip = Function(
    "base64gunzip", "Returns the string that was compressed with gzip and written as Base64.",
    .init("str", .string, "The compressed string, as Base64."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    guard let bytes = Base64.standard.decode(try arguments.string(0)) else {
      throw FunctionError("failed to decode base64 data: it is malformed", argument: 0)
    }
    let content: [UInt8]
    do throws(CompressionError) { content = try Gzip.decompress(bytes, limit: gunzipLimit) } catch {
      throw FunctionError("failed to decompress: \(error.message)", argument: 0)
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw FunctionError("the decompressed data is not valid UTF-8", argument: 0)
    }
    return .string(text)
  }

  static let jsonencode = Function(
    "jsonencode", "Returns a value as JSON, on one line. Characters that mean something in HTML are escaped.",
    .init("val", .dynamic, "Any value.", allowsNull: true), result: .type(.string)
  ) { arguments throws(FunctionError) in
    .string(try json(arguments[0]))
  }

  /// The JSON of a wholly known value.
  static func json(_ value: Value) throws(FunctionError) -> String {
    do throws(ConversionError) {
      return try JSON(value).text(JSON.Style(escapesHTML: true))
    } catch {
      throw FunctionError(error.description)
    }
  }

  static let jsondecode = Function(
    "jsondecode",
    "Returns the value that a JSON text stands for: its objects as objects, its arrays as tuples.",
    .init("str", .string, "The JSON text."),
    result: .inferred { arguments throws(FunctionError) in
      arguments[0].isKnown ? try decodedJSON(arguments).type : .dynamic
    },
    refinement: .none
  ) { arguments throws(FunctionError) in try decodedJSON(arguments) }

  private static func decodedJSON(_ arguments: [Value]) throws(FunctionError) -> Value {
    let text = try arguments.string(0)
    do {
      return Value(implied: try JSON.parse(text))
    } catch {
      throw FunctionError("the text is not JSON: \(error)", argument: 0)
    }
  }

  static let urlencode = Function(
    "urlencode", "Escapes a string for use in the query of a URL: `%20`-style, a space as `+`.",
    .init("str", .string, "The string."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    var text = ""
    for byte in try arguments.string(0).utf8 {
      switch byte {
      case UInt8(ascii: " "): text += "+"
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    return .string(text)
  }

  static let urldecode = Function(
    "urldecode", "Returns the string that a part of a URL's query stands for: `%20` and `+` are spaces.",
    .init("str", .string, "The escaped string."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    var bytes: [UInt8] = []
    var rest = Array(try arguments.string(0).utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let escaped = UInt8(digits, radix: 16)
      else {
        throw FunctionError("failed to decode URL: \"%\(digits)\" is no escaped byte", argument: 0)
      }
      rest.removeFirst(2)
      bytes.append(escaped)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FunctionError("the decoded data is not valid UTF-8", argument: 0)
    }
    return .string(text)
  }
}
