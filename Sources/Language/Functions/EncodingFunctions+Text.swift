import Encodings
import HCL
import Values

extension EncodingFunctions {
  private static let encoding = Function.Parameter(
    "encoding", .string, "The IANA name of a character encoding, such as `UTF-16LE`.")

  static let textencodebase64 = Function(
    "textencodebase64", "Returns the bytes of a string in a character encoding, as Base64.",
    .init("string", .string, "The string."), encoding, result: .type(.string)
  ) { arguments throws(FunctionError) in
    let encoding = try textEncoding(arguments)
    guard let bytes = encoding.encode(try arguments.string(0)) else {
      throw FunctionError(
        "the given string contains characters that cannot be represented in \(try arguments.string(1))",
        argument: 0)
    }
    return .string(Base64.standard.encode(bytes))
  }

  static let textdecodebase64 = Function(
    "textdecodebase64", "Returns the string that Base64-encoded bytes stand for in a character encoding.",
    .init("source", .string, "The Base64 text."), encoding, result: .type(.string)
  ) { arguments throws(FunctionError) in
    let encoding = try textEncoding(arguments)
    guard let bytes = Base64.standard.decode(try arguments.string(0)) else {
      throw FunctionError("the given value is not Base64", argument: 0)
    }
    guard let text = encoding.decode(bytes) else {
      throw FunctionError(
        "the given string contains symbols that are not defined for \(try arguments.string(1))",
        argument: 0)
    }
    return .string(text)
  }

  private static func textEncoding(_ arguments: [Value]) throws(FunctionError) -> TextEncoding {
    let name = try arguments.string(1)
    guard let encoding = TextEncoding(name) else {
      throw FunctionError("\"\(name)\" is not a supported IANA encoding name or alias", argument: 1)
    }
    return encoding
  }

  static let csvdecode = Function(
    "csvdecode", "Returns the rows of a CSV text as objects with the attributes that its first line names.",
    .init("str", .string, "The text (RFC 4180)."),
    result: .inferred { arguments throws(FunctionError) in
      arguments[0].isKnown ? try decodedCSV(arguments).type : .dynamic
    }
  ) { arguments throws(FunctionError) in try decodedCSV(arguments) }

  private static func decodedCSV(_ arguments: [Value]) throws(FunctionError) -> Value {
    var reader = CSVReader(try arguments.string(0))
    guard let header = try reader.next() else { throw FunctionError("missing header line", argument: 0) }
    var names: Set<String> = []
    for name in header where !names.insert(name).inserted {
      throw FunctionError("duplicate column name \"\(name)\"", argument: 0)
    }
    var rows: [Value] = []
    while let row = try reader.next() {
      guard row.count == header.count else { throw reader.failure("wrong number of fields") }
      rows.append(.object(KeyedValues(zip(header, row.map { Value.string($0) }))))
    }
    return .list(rows, of: .object(Dictionary(uniqueKeysWithValues: header.map { ($0, .string) })))
  }
}

/// Reads comma-separated values record by record.
private struct CSVReader {
  private var rest: ArraySlice<UInt8>
  /// Counted from 1.
  private var line = 1
  /// The line on which the record read last begins.
  private var recordLine = 1

  init(_ text: String) { rest = Array(text.utf8)[...] }

  func failure(_ message: String) -> FunctionError {
    FunctionError("CSV parse error on line \(recordLine): \(message)", argument: 0)
  }

  /// The next record's fields; nil at the end. Empty lines are no records.
  mutating func next() throws(FunctionError) -> [String]? {
    while takeLineEnd() {}
    guard !rest.isEmpty else { return nil }
    recordLine = line
    var fields: [String] = []
    while true {
      fields.append(rest.first == UInt8(ascii: "\"") ? try takeQuoted() : try takePlain())
      if rest.first == UInt8(ascii: ",") {
        rest.removeFirst()
      } else {
        _ = takeLineEnd()
        return fields
      }
    }
  }

  private mutating func takeLineEnd() -> Bool {
    if rest.starts(with: "\r\n".utf8) { rest.removeFirst() }
    guard rest.first == UInt8(ascii: "\n") else { return false }
    rest.removeFirst()
    line += 1
    return true
  }

  private mutating func takePlain() throws(FunctionError) -> String {
    let field = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\n") }
    rest = rest[field.endIndex...]
    guard !field.contains(UInt8(ascii: "\"")) else { throw failure("bare \" in non-quoted-field") }
    let endsLine = rest.first != UInt8(ascii: ",") && field.last == UInt8(ascii: "\r")
    return String(decoding: endsLine ? field.dropLast() : field, as: UTF8.self)
  }

  private mutating func takeQuoted() throws(FunctionError) -> String {
    rest.removeFirst()
    var field: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte != UInt8(ascii: "\"") {
        field.append(byte)
      } else if rest.first == byte {
        field.append(rest.removeFirst())
      } else if rest.isEmpty || [UInt8(ascii: ","), UInt8(ascii: "\n")].contains(rest.first)
        || rest.starts(with: "\r\n".utf8)
      {
        return String(decoding: field, as: UTF8.self)
      } else {
        break
      }
    }
    throw failure("extraneous or missing \" in quoted-field")
  }
}
