import Addresses
import Diagnostics
import HCL

/// The blocks that tie what is recorded to what is written: `moved`, `removed` and `import`.
extension ModuleDecoder {
  mutating func decodeMoved(_ block: Block) {
    guard labels(of: block) != nil else { return }
    var reader = BlockReader(block)
    let from = address("from", of: &reader)
    let to = address("to", of: &reader)
    if let from, let to {
      reader.diagnostics += Self.problems(of: from, to, in: block.headerRange)
      module.moved.append(MovedConfig(from: from, to: to, range: block.headerRange))
    }
    diagnostics += reader.finish()
  }

  private static func problems(
    of from: ObjectAddress, _ to: ObjectAddress, in range: SourceRange
  ) -> [Diagnostic] {
    func problem(_ detail: String) -> [Diagnostic] {
      [Diagnostic("invalid-move", "Invalid moved addresses", detail, at: range, in: range)]
    }
    switch (from, to) {
    case (.resource(let a), .resource(let b)):
      if a.resource.mode == .managed, b.resource.mode == .managed { return [] }
      return problem("Data sources are read anew each time, so there is nothing of them to move.")
    case (.module, .module): return []
    case (.module, .resource), (.resource, .module):
      return problem("\"from\" and \"to\" must both be resources or both be modules.")
    }
  }

  mutating func decodeRemoved(_ block: Block) {
    guard labels(of: block) != nil else { return }
    var reader = BlockReader(block)
    let from = address("from", of: &reader)
    var removed = RemovedConfig(from: from ?? .module(.root), range: block.headerRange)
    if let lifecycle = reader.block("lifecycle") {
      var nested = BlockReader(lifecycle, in: block.headerRange)
      removed.destroysObjects = nested.bool("destroy", default: true)
      reader.diagnostics += nested.finish()
    }
    removed.connection = reader.block("connection")
    removed.provisioners = provisioners(from: &reader)
    for provisioner in removed.provisioners where provisioner.moment == .afterCreation {
      reader.diagnostics.append(.uselessProvisioner(provisioner, in: block.headerRange))
    }
    if from != nil {
      reader.diagnostics += Self.problems(of: removed, at: reader.attribute("from")?.value.range)
      module.removed.append(removed)
    }
    diagnostics += reader.finish()
  }

  private static func problems(of removed: RemovedConfig, at range: SourceRange?) -> [Diagnostic] {
    func problem(_ detail: String) -> [Diagnostic] {
      [Diagnostic("invalid-removal", "Invalid removed address", detail, at: range, in: removed.range)]
    }
    switch removed.from {
    case .resource(let address) where address.resource.mode != .managed:
      return problem(
        "Data sources are never deleted. To have one forgotten, take its block out of the configuration.")
    case .resource(let address) where address.key != .none || address.module.hasKeys:
      return problem("A resource is removed with all its instances. Remove the keys in brackets.")
    case .module(let path) where path.hasKeys:
      return problem("A module is removed with all its instances. Remove the keys in brackets.")
    case .resource, .module: return []
    }
  }

  mutating func decodeImport(_ block: Block) {
    guard labels(of: block) != nil else { return }
    var reader = BlockReader(block)
    let target = pattern("to", of: &reader)
    var config = ImportConfig(
      target: target ?? AddressPattern(modules: [], range: block.headerRange), range: block.headerRange)
    config.id = reader.attribute("id")?.value
    config.identity = reader.attribute("identity")?.value
    config.forEach = reader.attribute("for_each")?.value
    config.provider = reader.unquoted("provider").flatMap { attribute in
      var list = ReferenceListReader(context: reader.header)
      let provider = list.provider(attribute.value)
      reader.diagnostics += list.diagnostics
      return provider
    }
    if (config.id == nil) == (config.identity == nil) {
      reader.diagnostics.append(
        Diagnostic(
          "invalid-import", "Invalid import block",
          "An import names the object by \"id\" or by \"identity\": one of the two has to be set.",
          at: block.headerRange, in: block.headerRange))
    }
    diagnostics += reader.finish()
    guard let target else { return }
    guard target.resource?.mode == .managed else {
      diagnostics.append(
        Diagnostic(
          "invalid-import", "Invalid import address",
          "Only managed resources can be imported, such as docker_volume.home.", at: target.range,
          in: block.headerRange))
      return
    }
    module.imports.append(config)
  }

  private func address(_ name: String, of reader: inout BlockReader) -> ObjectAddress? {
    guard reader.required(name) != nil, let attribute = reader.unquoted(name) else { return nil }
    var addresses = AddressReader(context: reader.header)
    let address = addresses.address(attribute.value)
    reader.diagnostics += addresses.diagnostics
    return address
  }

  private func pattern(_ name: String, of reader: inout BlockReader) -> AddressPattern? {
    guard reader.required(name) != nil, let attribute = reader.unquoted(name) else { return nil }
    var addresses = AddressReader(context: reader.header)
    let pattern = addresses.pattern(attribute.value)
    reader.diagnostics += addresses.diagnostics
    return pattern
  }
}

extension Diagnostic {
  fileprivate static func uselessProvisioner(
    _ provisioner: ProvisionerConfig, in context: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "invalid-provisioner", "Invalid provisioner block",
      "Nothing is created here, so the provisioner would never run. To run it before the objects are deleted, add:\n"
        + "    when = destroy", at: provisioner.range, in: context)
  }
}

extension ModuleInstancePath {
  fileprivate var hasKeys: Bool { steps.contains { $0.key != .none } }
}
