import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

/// A configuration as one run sees it: with the providers of the test file, and with stand-ins for what is
/// mocked or overridden.
///
/// Instances that are overridden are served by a ``StandInProvider``, which has the schemas of the real one, under a
/// key of its own; a module that is overridden has nothing in it but outputs.
struct TestedConfiguration: Sendable {
  private(set) var root: ModuleConfig
  private var standIns: [ProviderAddress: StandIn] = [:]
  /// Of overridden instances, by the keys under which they are served.
  private var answers: [String: StandInProvider.Answers] = [:]

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
    Source(source: source, standIns: standIns, answers: answers)
  }

  private struct Source: ProviderSource {
    let source: any ProviderSource
    let standIns: [ProviderAddress: StandIn]
    let answers: [String: StandInProvider.Answers]

    var provisioners: [String: any Provisioner] { source.provisioners }

    func makeProvider(_ address: ProviderAddress) async throws -> any Provider {
      guard let standIn = standIns[address] else { return try await source.makeProvider(address) }
      let original = try await source.makeProvider(standIn.original)
      return StandInProvider(original: original) { kind, type in
        standIn.answers[Key(kind: kind, type: type)] ?? standIn.others
      }
    }

    /// What an earlier run has made up is let go by a stand-in as well, whatever this run overrides.
    func standIn(for address: ProviderConfigAddress, original: any Provider) -> (any Provider)? {
      guard case .key(let key) = address.key, key.hasPrefix(TestedConfiguration.keyPrefix) else { return nil }
      let answers = answers[key] ?? StandInProvider.Answers()
      return StandInProvider(original: original) { _, _ in answers }
    }
  }

  private static let keyPrefix = "override "

  /// Whether nothing real is behind the objects of a provider.
  func makesUp(_ provider: ProviderConfigAddress) -> Bool {
    if case .key(let key) = provider.key, key.hasPrefix(Self.keyPrefix) { return true }
    return standIns[provider.provider] != nil
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
    case .module(let path):
      let outputs = values?.keyedElements ?? KeyedValues()
      if path.steps.contains(where: { $0.key != .none }) {
        _ = root.override(ModuleOverride(path, outputs: outputs))
      } else {
        overrideModule(at: path.module.names[...], in: &root, with: outputs)
      }
    case .resource(let address):
      let key = "\(Self.keyPrefix)\(answers.count + 1)"
      guard root.override(InstanceStandIn(address, key: .key(key))) else { return }
      answers[key] = StandInProvider.Answers(
        values: values, isKnownWhenPlanning: override.isKnownWhenPlanning ?? false)
    }
  }

  private func overrideModule(
    at path: ArraySlice<String>, in module: inout ModuleConfig, with outputs: KeyedValues
  ) {
    guard let name = path.first, var child = module.children[name] else { return }
    if path.count > 1 {
      overrideModule(at: path.dropFirst(), in: &child, with: outputs)
    } else {
      child = child.emptied(outputs: outputs)
    }
    module.children[name] = child
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
    module.overrides = overrides
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
