import Encodings
import HCL
import Values
import YAML

extension EncodingFunctions {
  static let yamldecode = Function(
    "yamldecode", "Returns the value that a YAML document stands for. It may use the tags of YAML 1.1.",
    .init("src", .string, "The document."),
    result: .inferred { arguments throws(FunctionError) in
      arguments[0].isKnown ? try decodedYAML(arguments).type : .dynamic
    },
    refinement: .none
  ) { arguments throws(FunctionError) in try decodedYAML(arguments) }

  private static func decodedYAML(_ arguments: [Value]) throws(FunctionError) -> Value {
    let text = try arguments.string(0)
    let document: YAMLNode
    do throws(YAMLError) { document = try YAMLParser.parse(text) } catch {
      throw FunctionError(error.message)
    }
    return try YAMLReader().value(of: document)
  }
}

/// Gives the nodes of a YAML document their values, as the public `yamldecode` does: the core schema of YAML
/// 1.2, and of YAML 1.1 the words for bools, timestamps and merge keys.
struct YAMLReader {
  func value(of node: YAMLNode) throws(FunctionError) -> Value {
    switch node.content {
    case .scalar(let text, let isPlain): return try scalar(text, isPlain: isPlain, node)
    case .sequence(let elements):
      guard node.tag == nil || node.tag == Tag.sequence else { throw mismatch("sequence", node) }
      var values: [Value] = []
      for element in elements { values.append(try value(of: element)) }
      return .tuple(values)
    case .mapping(let members):
      guard node.tag == nil || node.tag == Tag.mapping else { throw mismatch("mapping", node) }
      return .object(try attributes(members))
    }
  }

  private func attributes(
    _ members: [(key: YAMLNode, value: YAMLNode)]
  ) throws(FunctionError) -> KeyedValues {
    var attributes = KeyedValues()
    var merged = KeyedValues()
    for (key, value) in members {
      if case .scalar("<<", _) = key.content {
        let other = try self.value(of: value)
        guard let others = other.keyedElements else {
          throw problem("cannot merge \(other.type.friendlyName) into mapping", key)
        }
        for (name, value) in others { merged[name] = value }
      } else {
        attributes[try name(of: key)] = try self.value(of: value)
      }
    }
    for (name, value) in merged where !attributes.contains(name) { attributes[name] = value }
    return attributes
  }

  private func name(of key: YAMLNode) throws(FunctionError) -> String {
    let value = try value(of: key)
    guard !value.isNull else { throw problem("mapping key cannot be null", key) }
    guard let name = (try? value.converted(to: .string))?.asString else {
      throw problem("only strings are allowed as mapping keys", key)
    }
    return name
  }

  // MARK: Scalars

  private func scalar(_ text: String, isPlain: Bool, _ node: YAMLNode) throws(FunctionError) -> Value {
    switch node.tag {
    case nil: return isPlain ? try resolved(text, node) : .string(text)
    case Tag.string: return .string(text)
    case Tag.binary:
      guard Base64.standard.decode(text) != nil else { throw unreadable(text, "not valid base64", node) }
      return .string(text)
    // Quotes make a string of whatever the tag says.
    case Tag.null, Tag.bool, Tag.integer, Tag.float, Tag.timestamp:
      return isPlain ? try tagged(text, node) : .string(text)
    case let tag?: throw problem("unsupported tag \"\(tag)\"", node)
    }
  }

  private func tagged(_ text: String, _ node: YAMLNode) throws(FunctionError) -> Value {
    let value: Value? =
      switch node.tag {
      case Tag.null: .null(.dynamic)
      case Tag.bool: YAMLScalar.bool(text).map(Value.bool)
      case Tag.timestamp: YAMLTimestamp.normalised(text).map(Value.string)
      default: try number(text, node)
      }
    guard let value else { throw unreadable(text, nil, node) }
    return value
  }

  /// The value of a text of which only its form says what it is.
  private func resolved(_ text: String, _ node: YAMLNode) throws(FunctionError) -> Value {
    if YAMLScalar.nulls.contains(text) { return .null(.dynamic) }
    if let bool = YAMLScalar.bool(text) { return .bool(bool) }
    if let number = try number(text, node) { return number }
    if let timestamp = YAMLTimestamp.normalised(text) { return .string(timestamp) }
    return .string(text)
  }

  private func number(_ text: String, _ node: YAMLNode) throws(FunctionError) -> Value? {
    switch YAMLScalar.number(text) {
    case .none: return nil
    case .number(let number): return .number(number)
    case .notFinite: throw problem("\(text) is not supported: there are only finite numbers", node)
    case .tooLarge: throw unreadable(text, nil, node)
    }
  }

  // MARK: Problems

  private func mismatch(_ kind: String, _ node: YAMLNode) -> FunctionError {
    problem("can't interpret \(kind) as \(node.tag ?? "")", node)
  }

  private func unreadable(_ text: String, _ reason: String?, _ node: YAMLNode) -> FunctionError {
    let tag = node.tag ?? Tag.integer
    return problem("cannot parse \"\(text)\" as \(tag)\(reason.map { ": \($0)" } ?? "")", node)
  }

  private func problem(_ message: String, _ node: YAMLNode) -> FunctionError {
    FunctionError("on line \(node.mark.line), column \(node.mark.column): \(message)")
  }

  private enum Tag {
    static let null = "tag:yaml.org,2002:null"
    static let bool = "tag:yaml.org,2002:bool"
    static let string = "tag:yaml.org,2002:str"
    static let integer = "tag:yaml.org,2002:int"
    static let float = "tag:yaml.org,2002:float"
    static let timestamp = "tag:yaml.org,2002:timestamp"
    static let binary = "tag:yaml.org,2002:binary"
    static let sequence = "tag:yaml.org,2002:seq"
    static let mapping = "tag:yaml.org,2002:map"
  }
}

/// What plain texts stand for.
enum YAMLScalar {
  static let nulls: Set<String> = ["", "~", "null", "Null", "NULL"]

  private static let trues: Set<String> = [
    "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON",
  ]
  private static let falses: Set<String> = [
    "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF",
  ]

  static func bool(_ text: String) -> Bool? {
    trues.contains(text) ? true : falses.contains(text) ? false : nil
  }

  enum Numeral {
    case none
    case number(Number)
    case notFinite
    case tooLarge
  }

  static func number(_ text: String) -> Numeral {
    let bytes = Array(text.utf8)
    if text.hasPrefix("0o") { return integer(bytes.dropFirst(2), radix: 8) }
    if text.hasPrefix("0x") { return integer(bytes.dropFirst(2), radix: 16) }
    let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.dropFirst()) : text
    if [".inf", ".Inf", ".INF"].contains(unsigned) || [".nan", ".NaN", ".NAN"].contains(text) {
      return .notFinite
    }
    guard isDecimal(Array(unsigned.utf8)), let number = Number(text) else { return .none }
    return .number(number)
  }

  private static func integer(_ digits: ArraySlice<UInt8>, radix: Int) -> Numeral {
    let text = String(decoding: digits, as: UTF8.self)
    guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.hexDigitValue ?? 16) < radix }) else {
      return .none
    }
    return Int(text, radix: radix).map { .number(Number($0)) } ?? .tooLarge
  }

  /// `1`, `1.5`, `.5`, `1.`, `1e3`: digits, with a point among or around them, and an exponent.
  private static func isDecimal(_ bytes: [UInt8]) -> Bool {
    func digits(_ bytes: inout ArraySlice<UInt8>) -> Int {
      let count = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      bytes.removeFirst(count)
      return count
    }
    var rest = bytes[...]
    var count = digits(&rest)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      count += digits(&rest)
    }
    guard count > 0 else { return false }
    guard let mark = rest.popFirst() else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    return digits(&rest) > 0 && rest.isEmpty
  }
}
