import ProviderAPI
import Values

/// What a provider says of its types.
extension ProviderTrial {
  func checkSchemas(_ provider: any Provider) async {
    var (count, problems) = (0, 0)
    do {
      for problem in SchemaCheck.problems(of: try await provider.configurationSchema().block) {
        problems += 1
        failed("schema", "The configuration of the provider: \(problem)")
      }
      for kind in Self.kinds {
        for (name, schema) in try await schemas(kind, provider) {
          count += 1
          for problem in SchemaCheck.problems(of: schema.block) + SchemaCheck.problems(of: schema.identity) {
            problems += 1
            failed("schema", of: name, problem)
          }
        }
      }
      _ = try await provider.functions()
    } catch {
      problems += 1
      failed("schema", "\(error)")
    }
    if problems == 0 { passed("schema", "The schemas of its \(count) types are sound.") }
  }
}

/// What is wrong with a schema, whatever it is for (the rules by which Terraform's documentation defines schemas).
enum SchemaCheck {
  static func problems(of block: BlockSchema) -> [String] { problems(of: block, at: "") }

  /// Identities are made of primitive values and lists of them.
  static func problems(of identity: IdentitySchema?) -> [String] {
    (identity?.attributes ?? [:]).sorted { $0.key < $1.key }.flatMap { name, attribute in
      (isName(name) ? [] : ["\"\(name)\" is no name for a part of an identity."])
        + (isPlain(attribute.type) ? [] : ["\(name), a part of the identity, is neither plain nor a list."])
    }
  }

  private static func isPlain(_ type: ValueType) -> Bool {
    switch type {
    case .string, .number, .bool: true
    case .list(let element): [.string, .number, .bool].contains(element)
    case .dynamic, .set, .map, .tuple, .object: false
    }
  }

  private static func problems(of block: BlockSchema, at prefix: String) -> [String] {
    var found: [String] = []
    for (name, attribute) in block.attributes.sorted(by: { $0.key < $1.key }) {
      found += problems(of: attribute, named: name, at: prefix)
    }
    for (name, nested) in block.blocks.sorted(by: { $0.key < $1.key }) {
      let place = prefix + name
      if !isName(name) { found.append("\"\(place)\" is no name for a block.") }
      if block.attributes[name] != nil { found.append("\(place) is an attribute and a block.") }
      if let most = nested.maxItems, nested.minItems > most {
        found.append("Of \(place) there have to be at least \(nested.minItems) and at most \(most).")
      }
      found += problems(of: nested.block, at: "\(place).")
    }
    return found
  }

  private static func problems(
    of attribute: AttributeSchema, named name: String, at prefix: String
  ) -> [String] {
    let place = prefix + name
    var found: [String] = []
    if !isName(name) { found.append("\"\(place)\" is no name for an attribute.") }
    if attribute.isWriteOnly, attribute.origin == .computed || attribute.origin == .optionalComputed {
      found.append("\(place) is only ever written, and yet computed.")
    }
    for (inner, nested) in attribute.nested?.attributes.sorted(by: { $0.key < $1.key }) ?? [] {
      found += problems(of: nested, named: inner, at: "\(place).")
    }
    return found
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLowercase(first) || first == UInt8(ascii: "_") else { return false }
    return name.utf8.allSatisfy {
      isLowercase($0) || $0 == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
  }

  private static func isLowercase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}
