import Addresses
import Encodings
public import Values

extension ObjectState {
  /// Reads an object as a state file holds it.
  public init(_ json: JSON) throws(StateFormatError) {
    guard let attributes = json["attributes"] else {
      throw StateFormatError(
        "An object has no attributes in the present form. If Terraform before 0.12 wrote it, let Terraform "
          + "refresh it first.")
    }
    var dependencies: [ResourceAddress] = []
    for text in json["dependencies"]?.elements ?? [] {
      guard let address = text.asString.flatMap({ ResourceAddress($0) }) else {
        throw StateFormatError("A dependency is no resource address.")
      }
      dependencies.append(address)
    }
    var paths: [AttributePath] = []
    for path in json["sensitive_attributes"]?.elements ?? [] { paths.append(try AttributePath(path)) }
    self.init(
      schemaVersion: json["schema_version"]?.asInt ?? 0, attributes: attributes, sensitivePaths: paths,
      privateData: Base64.standard.decode(json["private"]?.asString ?? "") ?? [],
      isTainted: json["status"]?.asString == "tainted", dependencies: dependencies,
      createBeforeDestroy: json["create_before_destroy"]?.asBool ?? false)
    if let attributes = json["identity"], attributes != .null {
      identity = IdentityState(version: json["identity_schema_version"]?.asInt ?? 0, attributes: attributes)
    }
    isKept = json["skip_destroy"]?.asBool ?? false
    providerKey = json["provider_key"]?.asString.map(InstanceKey.key) ?? .none
  }

  /// As it stands in the list of a resource's instances.
  func json(_ key: InstanceKey, deposedKey: String?) -> JSON {
    var members: [JSON.Member] = []
    switch key {
    case .none: break
    case .index(let index): members.append(.init("index_key", .number(Number(index))))
    case .key(let key): members.append(.init("index_key", .string(key)))
    }
    if let deposedKey { members.append(.init("deposed", .string(deposedKey))) }
    return .object(members + self.members)
  }

  /// The object as a state file holds it, without its key.
  public var json: JSON { .object(members) }

  private var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .init("schema_version", .number(Number(schemaVersion))), .init("attributes", attributes),
      .init("sensitive_attributes", .array(sensitivePaths.map(\.json))),
    ]
    if let identity {
      members.append(.init("identity_schema_version", .number(Number(identity.version))))
      members.append(.init("identity", identity.attributes))
    }
    if !privateData.isEmpty { members.append(.init("private", .string(Base64.standard.encode(privateData)))) }
    if case .key(let key) = providerKey { members.append(.init("provider_key", .string(key))) }
    if !dependencies.isEmpty {
      members.append(.init("dependencies", .array(dependencies.map { .string("\($0)") })))
    }
    if createBeforeDestroy { members.append(.init("create_before_destroy", true)) }
    if isKept { members.append(.init("skip_destroy", true)) }
    if isTainted { members.append(.init("status", "tainted")) }
    return members
  }
}

extension AttributePath {
  /// The form that state files give to a path: a list of `{"type": "get_attr" | "index", "value": …}`.
  fileprivate init(_ json: JSON) throws(StateFormatError) {
    var steps: [Step] = []
    for step in json.elements ?? [] {
      switch (step["type"]?.asString, step["value"]) {
      case ("get_attr", .string(let name)?): steps.append(.attribute(name))
      case ("index", let key?):
        // The key stands with its type beside it.
        switch key["value"] ?? key {
        case .string(let text): steps.append(.key(text))
        case .number(let number): steps.append(.index(number.int ?? 0))
        case .null, .bool, .array, .object: throw StateFormatError("A sensitive path has a faulty index.")
        }
      default: throw StateFormatError("A sensitive path has a faulty step.")
      }
    }
    self.init(steps)
  }

  fileprivate var json: JSON {
    .array(
      steps.compactMap { step in
        switch step {
        case .attribute(let name): ["type": "get_attr", "value": .string(name)]
        case .index(let index):
          ["type": "index", "value": ["value": .number(Number(index)), "type": "number"]]
        case .key(let key): ["type": "index", "value": ["value": .string(key), "type": "string"]]
        // A set is sensitive as a whole.
        case .element: nil
        }
      })
  }
}
