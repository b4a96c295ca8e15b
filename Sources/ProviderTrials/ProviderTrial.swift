import Engine
public import PluginHost
import ProviderAPI
import ProviderKit
import Values

/// Tries what a program that serves a provider does with all that a host may ask of it.
///
/// Without a ``TrialWorld`` that says what may be made, nothing is: schemas, validation and plans are looked at, and
/// calls that make no sense.
public struct ProviderTrial: Sendable {
  let binary: PluginBinary
  let host: PluginHost
  let world: TrialWorld
  /// What the program gets when it is started as no host would start it.
  let environment: [String: String]
  let tell: @Sendable (Finding) -> Void

  /// - Parameter tell: takes each finding as it comes.
  public init(
    _ binary: PluginBinary, on host: PluginHost, with world: TrialWorld, environment: [String: String],
    tell: @escaping @Sendable (Finding) -> Void
  ) {
    (self.binary, self.host, self.world) = (binary, host, world)
    self.environment = environment
    self.tell = tell
  }

  public func run() async {
    await checkStartByHand()
    let provider = host.makeProvider(binary)
    if await checkStart(provider) {
      await checkSchemas(provider)
      await checkValidation(provider)
      if await checkConfiguration(provider) {
        await checkPlans(provider)
        for life in world.lives { await checkLife(life, provider) }
      }
      await provider.close()
      await checkNonsense()
      await checkEnd()
    }
    await host.close()
  }

  // MARK: What all checks share

  func passed(_ check: String, of type: String? = nil, _ detail: String) {
    tell(Finding(check, type, .passed, detail))
  }
  func failed(_ check: String, of type: String? = nil, _ detail: String) {
    tell(Finding(check, type, .failed, detail))
  }
  func skipped(_ check: String, of type: String? = nil, _ detail: String) {
    tell(Finding(check, type, .skipped, detail))
  }

  func warn(_ check: String, of type: String? = nil, _ detail: String) {
    tell(Finding(check, type, .warning, detail))
  }

  /// Every type of a kind with its schema.
  func schemas(_ kind: ResourceKind, _ provider: any Provider) async throws -> [(
    name: String, schema: Schema
  )] {
    var all: [(String, Schema)] = []
    for name in try await provider.typeNames(of: kind).sorted() {
      if let schema = try await provider.schema(of: kind, name) { all.append((name, schema)) }
    }
    return all
  }

  static let kinds: [ResourceKind] = [.managed, .data, .ephemeral, .action]
}

extension [ProviderDiagnostic] {
  /// The errors, as one text; nil when there are none.
  var problem: String? {
    let errors = filter { !$0.isWarning }.map {
      $0.detail.isEmpty ? $0.summary : "\($0.summary): \($0.detail)"
    }
    return errors.isEmpty ? nil : errors.joined(separator: " ")
  }
}
