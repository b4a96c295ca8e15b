import Values

/// The shapes of the API's objects, from `definitions.txt`, which `scripts/kubernetes-schemas` makes of the
/// Kubernetes API description. A definition is read when it is asked for.
struct Definitions: Sendable {
  static let all = Definitions(PackageResources.definitions_txt)

  private let lines: [Substring]
  /// Where the fields of each definition begin.
  private let starts: [Substring: Int]

  private init(_ bytes: [UInt8]) {
    lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    var starts: [Substring: Int] = [:]
    for (index, line) in lines.enumerated() where line.hasPrefix("[") {
      starts[line.dropFirst().dropLast()] = index + 1
    }
    self.starts = starts
  }

  /// The shape of a definition that there is: `PodSpec`, `apps.v1.Deployment`.
  func shape(_ name: Substring) -> Shape {
    guard let start = starts[name] else {
      preconditionFailure("There is no definition \(name) of the Kubernetes API. This is a bug in rcw.")
    }
    return Shape(fields: lines[start...].prefix { !$0.isEmpty }.map { field($0, of: name) })
  }

  /// `NAME[=FIELD] TYPE [FLAG...]`
  private func field(_ line: Substring, of definition: Substring) -> Field {
    let words = line.split(separator: " ")
    let names = words[0].split(separator: "=")
    var field = Field(
      String(names[0]), kind(words[1]), "", api: names.count > 1 ? String(names[1]) : nil)
    field.summary = "Field `\(field.api)` of \(Self.title(definition))."
    for word in words.dropFirst(2) { apply(word, to: &field) }
    return field
  }

  private func kind(_ word: Substring) -> Field.Kind {
    let parts = word.split(separator: ":", maxSplits: 1)
    switch parts[0] {
    case "bool": return .bool
    case "int": return .int
    case "number": return .number
    case "count": return .count
    case "intstr": return .intOrString
    case "mode": return .mode
    case "quantity": return .quantity
    case "map", "rawmap": return .map
    case "quantities": return .quantities
    case "base64map": return .base64Map
    case "list": return .list(parts[1] == "int" ? .int : .string)
    case "set": return .set(parts[1] == "int" ? .int : .string)
    case "block": return .block(shape(parts[1]))
    case "blocks": return .blocks(shape(parts[1]))
    case "blockset": return .blockSet(shape(parts[1]))
    case "inline": return .inline(shape(parts[1]))
    case "metadata": return .block(Metadata.shape(.object))
    case "templatemetadata": return .block(Metadata.shape(.template))
    case "plainmetadata": return .block(Metadata.shape(.plain))
    default: return .string
    }
  }

  private func apply(_ flag: Substring, to field: inout Field) {
    let parts = flag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count > 1 ? parts[1] : ""
    switch parts[0] {
    case "required": field.origin = .required
    case "inferred": field.origin = .optionalComputed
    case "computed": field.origin = .computed
    case "sensitive": field.isSensitive = true
    case "keepempty": field.keepsEmpty = true
    case "key": field.key = String(value)
    case "oneof":
      field.choices = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    case "usual": field.usual = Self.value(value)
    case "default": field.origin = .defaulted(Self.value(value))
    default: preconditionFailure("\(flag) is no flag of a Kubernetes definition. This is a bug in rcw.")
    }
  }

  /// Defaults are single JSON values.
  private static func value(_ text: Substring) -> Value {
    Value(implied: (try? JSON.parse(String(text))) ?? .null)
  }

  /// `apps.v1.DeploymentSpec` -> `apps/v1 DeploymentSpec`
  private static func title(_ definition: Substring) -> String {
    let parts = definition.split(separator: ".")
    return parts.count == 3 ? "\(parts[0])/\(parts[1]) \(parts[2])" : "core/v1 \(definition)"
  }
}
