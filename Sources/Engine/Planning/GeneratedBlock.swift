import Addresses
import HCL
import Values

/// The text of a `resource` block that asks for what an object is already.
struct GeneratedBlock {
  let address: ResourceInstanceAddress
  let subject: ImportSubject
  let schema: BlockSchema
  /// With marks.
  let object: Value

  var text: String {
    let resource = address.resource
    let origin = subject.description.unicodeScalars.allSatisfy { $0.isPrintable } ? subject.description : ""
    return "# __generated__ by rcw from \(ExpressionText.quoted(origin))\n"
      + "resource \(ExpressionText.quoted(resource.type)) \(ExpressionText.quoted(resource.name)) {\n"
      + Self.content(schema, object).indented + "}\n"
  }

  private static func content(_ schema: BlockSchema, _ object: Value) -> String {
    let members = object.keyedElements ?? [:]
    var shown: [(String, Value)] = []
    for (name, attribute) in schema.attributes.sorted(by: { $0.key < $1.key }) {
      let value = members[name] ?? .null(attribute.type)
      guard attribute.isConfigurable, attribute.deprecation == nil else { continue }
      guard !value.isNull || !attribute.isComputed else { continue }
      let isSecret = attribute.isSensitive || attribute.isWriteOnly || !value.deepMarks.isEmpty
      shown.append((name, isSecret ? .null(attribute.type) : value.withoutDeepMarks))
    }
    let blocks = schema.blocks.sorted { $0.key < $1.key }.flatMap { name, nested in
      self.blocks(name, nested, members[name] ?? .null(.dynamic))
    }
    return ExpressionText.arguments(KeyedValues(shown)) + blocks.joined()
  }

  private static func blocks(_ name: String, _ nested: NestedBlockSchema, _ value: Value) -> [String] {
    guard !value.isNull, nested.deprecation == nil else { return [] }
    let objects: [(label: String, object: Value)] =
      switch nested.nesting {
      case .single, .group: [("", value)]
      case .list, .set: (value.elements ?? []).map { ("", $0) }
      case .map: (value.keyedElements ?? [:]).map { (" " + ExpressionText.quoted($0.key), $0.value) }
      }
    return objects.map { label, object in
      "\(name)\(label) {\n\(content(nested.block, object).indented)}\n"
    }
  }
}

extension String {
  /// Each line two columns further in. No value spans lines but by its brackets.
  fileprivate var indented: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
  }
}
