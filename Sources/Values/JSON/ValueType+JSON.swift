// The notation of types in state files and in the plugin protocol: `"string"`, `["list","string"]`,
// `["object",{"a":"string"},["a"]]` with the optional attributes last, `"dynamic"` for `any`.

extension JSON {
  public init(_ type: ValueType) {
    switch type {
    case .dynamic: self = "dynamic"
    case .string: self = "string"
    case .number: self = "number"
    case .bool: self = "bool"
    case .list(let element): self = ["list", JSON(element)]
    case .set(let element): self = ["set", JSON(element)]
    case .map(let element): self = ["map", JSON(element)]
    case .tuple(let elements): self = ["tuple", .array(elements.map { JSON($0) })]
    case .object(let object):
      let attributes = JSON.object(object.sorted.map { Member($0.name, JSON($0.type)) })
      let optional = object.optional.sorted().map(JSON.string)
      self = optional.isEmpty ? ["object", attributes] : ["object", attributes, .array(optional)]
    }
  }
}

extension ValueType {
  public init(_ json: JSON) throws(ConversionError) {
    switch json {
    case "dynamic": self = .dynamic
    case "string": self = .string
    case "number": self = .number
    case "bool": self = .bool
    case .array(let parts):
      guard let kind = parts.first?.asString, (2...3).contains(parts.count) else { throw .notAType }
      self = try Self.structure(kind, parts[1], optional: parts.count == 3 ? parts[2] : nil)
    case .null, .bool, .number, .string, .object:
      throw .notAType
    }
  }

  private static func structure(
    _ kind: String, _ parts: JSON, optional: JSON?
  ) throws(ConversionError) -> ValueType {
    switch (kind, parts, optional) {
    case ("list", _, nil): return .list(try ValueType(parts))
    case ("set", _, nil): return .set(try ValueType(parts))
    case ("map", _, nil): return .map(try ValueType(parts))
    case ("tuple", .array(let elements), nil):
      var types: [ValueType] = []
      for element in elements { types.append(try ValueType(element)) }
      return .tuple(types)
    case ("object", .object(let members), _):
      var attributes: [String: ValueType] = [:]
      for member in members { attributes[member.key.normalisedNFC] = try ValueType(member.value) }
      let names = try optionalNames(optional, in: attributes)
      return .object(ObjectType(attributes, optional: names))
    default: throw .notAType
    }
  }

  private static func optionalNames(
    _ json: JSON?, in attributes: [String: ValueType]
  ) throws(ConversionError) -> Set<String> {
    guard let json else { return [] }
    let names = json.elements?.compactMap { $0.asString?.normalisedNFC }
    guard let names, names.count == json.elements?.count, names.allSatisfy({ attributes[$0] != nil })
    else { throw .notAType }
    return Set(names)
  }
}

extension ConversionError {
  fileprivate static let notAType = ConversionError(
    "a type is required, such as \"string\" or [\"list\",\"string\"]")
}
