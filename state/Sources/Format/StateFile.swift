import Addresses
import Values

/// The state file: JSON in Terraform's format, version 4, which `terraform` and `tofu` read too.
public enum StateFile {
  /// The version written as `terraform_version`: the newest release whose state format this is.
  public static let writtenVersion = "1.15.5"
  static let formatVersion = 4

  /// Reads a state.
  ///
  /// - Throws: ``StateError`` with `.malformed`, or `.newerFormat` for a format version above 4.
  public static func decode(_ content: [UInt8]) throws(StateError) -> StateSnapshot {
    try decode(parse(content))
  }

  static func parse(_ content: [UInt8]) throws(StateError) -> JSON {
    do { return try JSON.parse(content) } catch {
      throw StateError(.malformed, "The state is not valid JSON: \(error).")
    }
  }

  static func decode(_ json: JSON) throws(StateError) -> StateSnapshot {
    guard json.members != nil, let version = json["version"]?.asInt else {
      throw StateError(.malformed, "This is not a state: it has no \"version\".")
    }
    guard version <= formatVersion else {
      throw StateError(
        .newerFormat,
        "The state has format version \(version), and this program reads up to \(formatVersion). "
          + "Use a newer program.")
    }
    guard version == formatVersion else {
      throw StateError(
        .malformed,
        "The state has format version \(version), from before Terraform 0.12. Let Terraform 0.13 upgrade it "
          + "first.")
    }
    do { return try StateSnapshot(json) } catch {
      throw StateError(.malformed, "The state is damaged: \(error)")
    }
  }

  /// The file's bytes, the same for the same state.
  public static func encode(_ snapshot: StateSnapshot) -> [UInt8] {
    snapshot.json.bytes(JSON.Style(isIndented: true)) + [UInt8(ascii: "\n")]
  }
}

/// What is wrong with a part of a state.
public struct StateFormatError: Error, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}

extension StateSnapshot {
  fileprivate init(_ json: JSON) throws(StateFormatError) {
    self.init(
      serial: json["serial"]?.asInt ?? 0, lineage: json["lineage"]?.asString ?? "",
      checkResults: json["check_results"] ?? .null)
    for member in json["outputs"]?.members ?? [] { outputs[member.key] = try OutputState(member.value) }
    for resource in json["resources"]?.elements ?? [] { try insert(resource) }
  }

  private mutating func insert(_ json: JSON) throws(StateFormatError) {
    guard let type = json["type"]?.asString, let name = json["name"]?.asString,
      let mode = json["mode"]?.asString.flatMap(ResourceMode.init(rawValue:)),
      let module = ModuleInstancePath(json["module"]?.asString ?? "")
    else { throw StateFormatError("A resource has no proper mode, type, name or module.") }
    let key = ResourceKey(module, ResourceName(mode, type, name))
    guard let provider = json["provider"]?.asString.flatMap({ ProviderConfigAddress($0) }) else {
      throw StateFormatError("\(key.resource) has no proper provider.")
    }
    var resource = ResourceState(provider: provider)
    for instance in json["instances"]?.elements ?? [] {
      let instanceKey = try InstanceKey(instance["index_key"])
      var objects = resource.instances[instanceKey] ?? InstanceState()
      let object = try ObjectState(instance)
      if let deposed = instance["deposed"]?.asString, !deposed.isEmpty {
        objects.deposed[deposed] = object
      } else {
        objects.current = object
      }
      resource.instances[instanceKey] = objects
    }
    resources[key] = resource
  }

  fileprivate var json: JSON {
    [
      "version": .number(Number(StateFile.formatVersion)),
      "terraform_version": .string(StateFile.writtenVersion), "serial": .number(Number(serial)),
      "lineage": .string(lineage),
      "outputs": .object(outputs.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.json) }),
      "resources": .array(resources.sorted { $0.key < $1.key }.map { $0.value.json($0.key) }),
      "check_results": checkResults,
    ]
  }
}

extension ResourceState {
  fileprivate func json(_ key: ResourceKey) -> JSON {
    var members: [JSON.Member] = []
    if !key.module.isRoot { members.append(.init("module", .string("\(key.module)"))) }
    members += [
      .init("mode", .string(key.resource.mode.rawValue)), .init("type", .string(key.resource.type)),
      .init("name", .string(key.resource.name)), .init("provider", .string("\(provider)")),
      .init("instances", .array(instances.sorted { $0.key < $1.key }.flatMap { $0.value.json($0.key) })),
    ]
    return .object(members)
  }
}

extension InstanceState {
  fileprivate func json(_ key: InstanceKey) -> [JSON] {
    let current = self.current.map { [$0.json(key, deposedKey: nil)] } ?? []
    return current + deposed.sorted { $0.key < $1.key }.map { $0.value.json(key, deposedKey: $0.key) }
  }
}

extension InstanceKey {
  fileprivate init(_ json: JSON?) throws(StateFormatError) {
    switch json {
    case nil, .null?: self = .none
    case .string(let key)?: self = .key(key)
    case .number(let number)?:
      guard let index = number.int else { throw StateFormatError("An instance has the index \(number).") }
      self = .index(index)
    case .bool?, .array?, .object?:
      throw StateFormatError("An instance key is neither a string nor a number.")
    }
  }

  fileprivate var json: JSON? {
    switch self {
    case .none: nil
    case .index(let index): .number(Number(index))
    case .key(let key): .string(key)
    }
  }
}

extension OutputState {
  init(_ json: JSON) throws(StateFormatError) {
    guard let value = json["value"] else { throw StateFormatError("An output has no value.") }
    do {
      let type = try json["type"].map { try ValueType($0) }
      self.init(
        value: try type.map { try Value(value, as: $0) } ?? Value(implied: value),
        isSensitive: json["sensitive"]?.asBool ?? false)
    } catch { throw StateFormatError("An output's value does not fit its type: \(error)") }
  }

  var json: JSON {
    var members = [JSON.Member("value", valueJSON), JSON.Member("type", JSON(value.type))]
    if isSensitive { members.append(JSON.Member("sensitive", true)) }
    return .object(members)
  }
}
