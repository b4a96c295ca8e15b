import Addresses
import StateStorage
import Values

/// One object in the tree of modules that states and planned values are shown as.
struct ResourceDocument {
  var address: ResourceInstanceAddress
  var deposedKey: String?
  var provider: ProviderConfigAddress
  var schemaVersion: Int
  var value: Value
  var isTainted = false
  var dependencies: [ResourceAddress] = []
  /// With the version of its schema.
  var identity: (version: Int, document: JSON)?

  var json: JSON {
    .members([
      "address": .string("\(address)"), "mode": .string(address.resource.mode.rawValue),
      "type": .string(address.resource.type), "name": .string(address.resource.name),
      "index": address.key.document, "provider_name": .string("\(provider.provider)"),
      "schema_version": .number(Number(schemaVersion)), "values": value.document,
      "sensitive_values": value.sensitiveMask,
      "depends_on": dependencies.isEmpty ? nil : .array(dependencies.map { .string("\($0)") }),
      "identity_schema_version": identity.map { .number(Number($0.version)) },
      "identity": identity?.document, "tainted": isTainted ? true : nil,
      "deposed_key": deposedKey.map(JSON.string),
    ])
  }
}

/// The objects of a module instance and of those below it.
struct ModuleDocument {
  let path: ModuleInstancePath
  let resources: [ResourceDocument]

  var json: JSON {
    let own = resources.filter { $0.address.module == path }
    let depth = path.steps.count
    let below = Dictionary(grouping: resources.filter { $0.address.module.steps.count > depth }) {
      ModuleInstancePath(Array($0.address.module.steps.prefix(depth + 1)))
    }
    let children = below.sorted { $0.key < $1.key }.map {
      ModuleDocument(path: $0.key, resources: $0.value).json
    }
    return .members([
      "resources": own.isEmpty ? nil : .array(own.map(\.json)),
      "address": path.isRoot ? nil : .string("\(path)"),
      "child_modules": children.isEmpty ? nil : .array(children),
    ])
  }
}

extension InstanceKey {
  var document: JSON? {
    switch self {
    case .none: nil
    case .index(let index): .number(Number(index))
    case .key(let key): .string(key)
    }
  }
}
