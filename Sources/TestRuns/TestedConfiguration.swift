import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

/// A configuration as one run sees it: with the providers of the test file, and with stand-ins for what is
/// mocked or overridden.
///
/// A resource that is overridden is served by a provider of its own, which has the schemas of the real one; a
/// module that is overridden has nothing in it but outputs.
struct TestedConfiguration: Sendable {
  private(set) var root: ModuleConfig
  private var standIns: [ProviderAddress: StandIn] = [:]

  private struct StandIn: Sendable {
    var original: ProviderAddress
    var answers: [Key: StandInProvider.Answers] = [:]
    /// For types without answers of their own.
    var others = StandInProvider.Answers()
  }

  private struct Key: Hashable, Sendable {
    var kind: ResourceKind
    var type: String
  }

  init(_ root: ModuleConfig) { self.root = root }

  /// Where providers come from, stand-ins among them.
  func providers(_ source: any ProviderSource) -> any ProviderSource {
    Source(source: source, standIns: standIns)
  }

  private struct Source: ProviderSource {
    let source: any ProviderSource
    let standIns: [ProviderAddress: StandIn]

    var provisioners: [String: any Provisioner] { source.provisioners }

    func makeProvider(_ address: ProviderAddress) async throws -> any Provider {
      guard let standIn = standIns[address] else { return try await source.makeProvider(address) }
      let original = try await source.makeProvider(standIn.original)
      return StandInProvider(original: original) { kind, type in
        standIn.answers[Key(kind: kind, type: type)] ?? standIn.others
      }
    }
  }

  // MARK: Providers

  /// Puts a provider block of the test file in the place of the configuration's.
  mutating func use(_ provider: ProviderConfig, as key: ProviderReference.Key) {
    var provider = provider
    provider.key = key
    root.providers[key] = provider
  }

  /// - Parameter evaluate: gives the value of an expression of the test file.
  mutating func use(
    _ mock: MockProvider, as key: ProviderReference.Key, evaluate: (Attribute) -> Value?
  ) {
    let address = root.requiredProviders[key.localName]?.address ?? ProviderAddress(impliedBy: key.localName)
    let place = place(for: key, of: address)
    var standIn = StandIn(original: address)
    standIn.others.isKnownWhenPlanning = mock.isKnownWhenPlanning
    for defaults in mock.defaults {
      let kind = ResourceKind(defaults.mode)
      standIn.answers[Key(kind: kind, type: defaults.type)] = StandInProvider.Answers(
        values: defaults.values.flatMap(evaluate),
        isKnownWhenPlanning: defaults.isKnownWhenPlanning ?? mock.isKnownWhenPlanning)
    }
    standIns[place] = standIn
  }

  /// Puts a mock in the place of a provider: of one configuration where there are several, else of all.
  ///
  /// - Returns: the address that the mock has.
  private mutating func place(
    for key: ProviderReference.Key, of address: ProviderAddress
  ) -> ProviderAddress {
    let isOneOfSeveral = root.providers.keys.contains { $0.localName == key.localName && $0 != key }
    guard key.alias != nil || isOneOfSeveral else {
      root.providers[key] = nil
      return address
    }
    let name = "mock-\(key.localName)" + (key.alias.map { "-\($0)" } ?? "")
    let standIn = ProviderAddress(host: "stand-in", namespace: "test", type: name)
    let range = root.providers[key]?.range ?? root.anyRange
    var block = ProviderConfig(
      key: key, body: Body(attributes: [], blocks: [], endRange: range), range: range)
    block.standIn = standIn
    root.providers[key] = block
    return standIn
  }

  // MARK: Overrides

  mutating func override(_ override: TestOverride, with values: Value?) {
    switch override.target {
    case .module(let path): overrideModule(at: path.module.names[...], in: &root, with: values)
    case .resource(let address):
      let answers = StandInProvider.Answers(
        values: values, isKnownWhenPlanning: override.isKnownWhenPlanning ?? false)
      overrideResource(address.configAddress, with: answers)
    }
  }

  private func overrideModule(
    at path: ArraySlice<String>, in module: inout ModuleConfig, with outputs: Value?
  ) {
    guard let name = path.first, var child = module.children[name] else { return }
    if path.count > 1 {
      overrideModule(at: path.dropFirst(), in: &child, with: outputs)
    } else {
      child = child.emptied(outputs: outputs?.keyedElements ?? KeyedValues())
    }
    module.children[name] = child
  }

  private mutating func overrideResource(_ address: ResourceAddress, with answers: StandInProvider.Answers) {
    let name = "stand-in-\(standIns.count + 1)"
    let key = Key(kind: ResourceKind(address.resource.mode), type: address.resource.type)
    let standIn = ProviderAddress(host: "stand-in", namespace: "test", type: name)
    let path = address.module.names[...]
    guard let original = serve(address.resource, at: path, in: &root, by: standIn, named: name) else {
      return
    }
    standIns[standIn] = StandIn(original: original, answers: [key: answers])
  }

  /// Hands a resource to another provider, which every module on the way to it has to know.
  ///
  /// - Returns: the provider that the resource had; nil when there is no such resource.
  private func serve(
    _ resource: ResourceName, at path: ArraySlice<String>, in module: inout ModuleConfig,
    by standIn: ProviderAddress, named name: String
  ) -> ProviderAddress? {
    let original: ProviderAddress
    if let step = path.first {
      guard var child = module.children[step],
        let found = serve(resource, at: path.dropFirst(), in: &child, by: standIn, named: name)
      else { return nil }
      module.children[step] = child
      original = found
    } else {
      guard var config = module.resources[resource] else { return nil }
      let localName = config.provider?.key.localName ?? String(resource.type.prefix { $0 != "_" })
      let key = config.provider?.key ?? ProviderReference.Key(localName: localName)
      original =
        module.providers[key]?.standIn ?? module.requiredProviders[localName]?.address
        ?? ProviderAddress(impliedBy: localName)
      config.provider = ProviderReference(
        key: ProviderReference.Key(localName: name), range: config.range)
      module.resources[resource] = config
    }
    module.requiredProviders[name] = ProviderRequirement(address: standIn, range: module.anyRange)
    return standIns[original]?.original ?? original
  }
}

extension ModuleConfig {
  /// A place to name where there is none to name.
  fileprivate var anyRange: SourceRange {
    SourceRange(sources.first ?? SourceFile(name: directory, bytes: []), 0..<0)
  }

  /// The module with its input variables, and outputs of which only the values are left. Outputs without a
  /// value are null.
  fileprivate func emptied(outputs values: KeyedValues) -> ModuleConfig {
    var module = ModuleConfig(path: path, directory: directory)
    module.variables = variables.mapValues { variable in
      var variable = variable
      variable.validations = []
      return variable
    }
    module.requiredProviders = requiredProviders
    module.sources = sources
    module.outputs = outputs.mapValues { output in
      var output = output
      output.value = .literal(values[output.name] ?? .null(.dynamic), output.range)
      output.preconditions = []
      output.dependsOn = []
      return output
    }
    return module
  }
}

extension ResourceKind {
  fileprivate init(_ mode: ResourceMode) {
    switch mode {
    case .managed: self = .managed
    case .data: self = .data
    case .ephemeral: self = .ephemeral
    case .action: self = .action
    }
  }
}
