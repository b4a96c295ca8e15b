import ProviderAPI
import Values
import YAML

/// `provider::kubernetes::manifest_decode` and its kin.
enum ManifestFunctions {
  static let all: [String: ProviderFunction] = [
    "manifest_decode": ProviderFunction(
      "The object that a manifest in YAML stands for.",
      [ProviderFunction.Parameter("manifest", .string, "One document.")], result: .dynamic
    ) { arguments throws(ProviderFunctionError) in
      let found = try documents(arguments)
      guard found.count == 1, let object = found.first else {
        throw ProviderFunctionError(
          "There are \(found.count) documents; manifest_decode_multi takes any number of them.", argument: 0)
      }
      return object
    },
    "manifest_decode_multi": ProviderFunction(
      "The objects that the manifests in a YAML stream stand for.",
      [ProviderFunction.Parameter("manifest", .string, "Documents between lines of three hyphens.")],
      result: .dynamic
    ) { arguments throws(ProviderFunctionError) in .tuple(try documents(arguments)) },
    "manifest_encode": ProviderFunction(
      "An object, or several, as YAML.",
      [ProviderFunction.Parameter("manifest", .dynamic, "An object, or a list of them.")], result: .string
    ) { arguments throws(ProviderFunctionError) in .string(try encoded(arguments)) },
  ]

  /// Documents that hold nothing are left out.
  private static func documents(_ arguments: [Value]) throws(ProviderFunctionError) -> [Value] {
    var found: [Value] = []
    for text in split(arguments.first?.asString ?? "") {
      let json: JSON
      do throws(YAMLError) { json = JSON(try YAMLParser.parse(text)) } catch {
        throw ProviderFunctionError("It is no YAML: \(error.message).", argument: 0)
      }
      if json.isNull { continue }
      guard json["apiVersion"]?.asString != nil, json["kind"]?.asString != nil else {
        throw ProviderFunctionError("A manifest needs apiVersion and kind.", argument: 0)
      }
      found.append(Value(implied: json))
    }
    return found
  }

  /// The documents of a stream; those of nothing but comments are left out.
  private static func split(_ text: String) -> [String] {
    var documents: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "---" || line.hasPrefix("--- ") {
        documents.append([])
      } else {
        documents[documents.count - 1].append(line)
      }
    }
    return documents.filter { lines in
      lines.contains { line in
        let content = line.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        return !content.isEmpty && !content.hasPrefix("#")
      }
    }.map { $0.joined(separator: "\n") }
  }

  private static func encoded(_ arguments: [Value]) throws(ProviderFunctionError) -> String {
    let value = arguments.first ?? .null(.dynamic)
    let objects = value.elements ?? [value]
    var texts: [String] = []
    for object in objects {
      guard let json = try? JSON(object.withoutDeepMarks), json["apiVersion"] != nil, json["kind"] != nil
      else {
        throw ProviderFunctionError("A manifest needs apiVersion and kind.", argument: 0)
      }
      texts.append(ManifestText.yaml(json.withoutNulls))
    }
    return texts.joined(separator: "---\n")
  }
}

extension JSON {
  /// What a document says by the core schema of YAML 1.2 (section 10.3), which is what clusters read.
  fileprivate init(_ node: YAMLNode) {
    switch node.content {
    case .scalar(let text, let isPlain): self = isPlain && node.tag == nil ? JSON(plain: text) : .string(text)
    case .sequence(let nodes): self = .array(nodes.map(JSON.init))
    case .mapping(let members):
      self = .object(
        members.map { member in
          guard case .scalar(let key, _) = member.key.content else { return Member("", JSON(member.value)) }
          return Member(key, JSON(member.value))
        })
    }
  }

  private init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default: self = Number(text).map(JSON.number) ?? .string(text)
    }
  }
}

/// Manifests as people write them: block style, quotes only where they are needed.
enum ManifestText {
  static func yaml(_ json: JSON) -> String { lines(json, indent: "").joined(separator: "\n") + "\n" }

  private static func lines(_ json: JSON, indent: String) -> [String] {
    switch json {
    case .object(let members) where !members.isEmpty:
      members.flatMap { entry(indent + scalar($0.key) + ":", $0.value, indent: indent) }
    case .array(let elements) where !elements.isEmpty:
      elements.flatMap { item($0, indent: indent) }
    case .object, .array, .null, .bool, .number, .string: [indent + single(json)]
    }
  }

  private static func entry(_ head: String, _ value: JSON, indent: String) -> [String] {
    switch value {
    case .object(let members) where !members.isEmpty: [head] + lines(value, indent: indent + "  ")
    case .array(let elements) where !elements.isEmpty: [head] + lines(value, indent: indent)
    case .object, .array, .null, .bool, .number, .string: ["\(head) \(single(value))"]
    }
  }

  /// The first line of what is nested stands behind the hyphen.
  private static func item(_ element: JSON, indent: String) -> [String] {
    let nested = lines(element, indent: indent + "  ")
    guard let first = nested.first else { return [] }
    return ["\(indent)- \(first.dropFirst(indent.count + 2))"] + nested.dropFirst()
  }

  private static func single(_ json: JSON) -> String {
    switch json {
    case .string(let text): scalar(text)
    case .object, .array, .null, .bool, .number: json.text()
    }
  }

  private static func scalar(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
      && (text.first?.isLetter ?? false)
    let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    return isPlain && !words.contains(text.lowercased()) ? text : JSON.string(text).text()
  }
}
