import Addresses
import ArgumentParser
import Catalog
import Diagnostics
import ProviderAPI
import StateStorage
import Values

struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "List what rcw has made on a platform and no state knows of.",
    discussion: """
      Looks for objects that carry rcw's mark (a container's label, a machine's metadata, a resource's tag) and compares them with the states of all \
      workspaces and of the working directory. What another configuration has recorded is listed too, so that nothing is deleted: \
      adopt an object with rcw import, or remove it with the platform's own tools.
      """)

  @Option(help: ArgumentHelp("Where to look: azure, docker or fly.", valueName: "name"))
  var platform: String

  @OptionGroup var list: ListOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    guard let address = BuiltInProviders.platforms[platform] else {
      let names = BuiltInProviders.platforms.keys.sorted()
      throw ValidationError(
        "There is no platform \"\(platform)\".\(Suggestion.sentence(for: platform, in: names)) There are: "
          + "\(names.joined(separator: ", ")).")
    }
    try await CatalogSession.perform(view) { session in
      let marked = try await objects(on: address, session)
      let recorded = try await recordedIDs(session)
      let orphans = marked.filter { recorded[$0.type]?.contains($0.id.lowercased()) != true }
        .sorted { ($0.type, $0.place, $0.name) < ($1.type, $1.place, $1.name) }
      try show(orphans, of: marked.count, session)
      return .success
    }
  }

  private func show(_ orphans: [MarkedObject], of count: Int, _ session: CatalogSession) throws {
    let titles = ["TYPE", "ID", "NAME", "PLACE", "CREATED"]
    var table = Table(columns: titles.map { Table.Column(title: $0, key: $0.lowercased()) })
    table.rows = orphans.map { [$0.type, $0.id, $0.name, $0.place, $0.created] }
    if orphans.isEmpty, list.output == .table {
      Output.standard.print("Of \(count) objects that rcw has made, states know all.\n")
    } else {
      try list.show(table, json: { table.json })
    }
  }

  /// What carries the mark, seen with the environment's credentials.
  private func objects(on address: ProviderAddress, _ session: CatalogSession) async throws -> [MarkedObject]
  {
    let run = Run(RunSettings(environment: session.environment), view: session.view)
    do {
      let provider = try await run.providers().makeProvider(address)
      return try await closing(provider) {
        let config = try await provider.configurationSchema().block.emptyConfig
        try refuse(await provider.validateConfiguration(config))
        try refuse(await provider.configure(config))
        return try await provider.markedObjects() ?? []
      }
    } catch let error as ProviderError {
      throw Self.failure(error.description)
    }
  }

  private func closing<Result>(
    _ provider: any Provider, _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      let result = try await body()
      await provider.close()
      return result
    } catch {
      await provider.close()
      throw error
    }
  }

  /// - Throws: `DiagnosticsError` for the errors among what the provider says of its configuration.
  private func refuse(_ diagnostics: [ProviderDiagnostic]) throws {
    let errors = diagnostics.filter { !$0.isWarning }
    guard !errors.isEmpty else { return }
    throw Self.failure(
      errors.map { $0.detail.isEmpty ? $0.summary : "\($0.summary): \($0.detail)" }.joined(separator: "\n"))
  }

  private static func failure(_ reason: String) -> DiagnosticsError {
    DiagnosticsError(Diagnostic("not-collected", "Platform cannot be searched", reason))
  }

  /// The ids of all that is recorded, by type; in small letters, since Azure answers them in any case.
  private func recordedIDs(_ session: CatalogSession) async throws -> [String: Set<String>] {
    var states: [StateSnapshot?] = []
    for listing in try await session.catalog.workspaces() {
      states.append(try await session.catalog.state(of: listing.workspace.id).load().snapshot)
    }
    let run = Run(RunSettings(environment: session.environment), view: session.view)
    states.append(try await run.stateStore().load().snapshot)
    var ids: [String: Set<String>] = [:]
    for (key, resource) in states.compactMap(\.self).flatMap(\.resources) {
      let objects = resource.instances.values.flatMap { [$0.current].compactMap(\.self) + $0.deposed.values }
      ids[key.resource.type, default: []].formUnion(
        objects.compactMap { $0.attributes["id"]?.asString?.lowercased() })
    }
    return ids
  }
}
