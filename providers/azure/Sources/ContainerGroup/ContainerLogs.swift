import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// What the first container of a group has printed.
///
/// Protocol: `Containers_ListLogs`, which answers the last 4 MB as one text; following it is asking again.
final class ContainerLogs: OutputSource {
  private let client: AzureClient
  private let container: ResourceID
  private let wanted: OutputRequest
  /// The lines that were there last; nil before the first time.
  private let seen = Mutex<[String]?>(nil)

  static func open(
    _ request: OutputRequest, _ id: ResourceID, _ client: AzureClient
  ) async throws -> any OutputSource {
    guard
      let name = request.object.keyedElements?["container"]?.elements?.first?.keyedElements?["name"]?.asString
    else { throw ProviderError(.invalid, "The recorded azurerm_container_group has no container.") }
    return ContainerLogs(request, try id.appending("containers", name), client)
  }

  private init(_ request: OutputRequest, _ container: ResourceID, _ client: AzureClient) {
    self.client = client
    self.container = container
    wanted = request
  }

  func read() async throws -> ProcessOutput? {
    while true {
      let before = seen.withLock { $0 }
      if before != nil {
        guard wanted.follows else { return nil }
        try await pause(for: .seconds(2), clock: client.session.clock)
      }
      let lines = try await lines()
      seen.withLock { $0 = lines }
      let new = before.map { Self.new(in: lines, after: $0) } ?? lines
      if !new.isEmpty { return .standard(Array(new.map { $0 + "\n" }.joined().utf8)) }
    }
  }

  private func lines() async throws -> [String] {
    var query: APIQuery = [:]
    if wanted.hasTimes { query.add("timestamps", "true") }
    if let count = wanted.lastLines { query.add("tail", "\(count)") }
    let path = APIPath(escaped: "\(container.path)/logs")
    let response = try await client.manager.send(.get, path, ARMType.containerGroup.version, query: query)
    let text = try await client.manager.json(response)["content"]?.asString ?? ""
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The lines that follow the longest end of what was there before.
  private static func new(in lines: [String], after before: [String]) -> [String] {
    if lines.starts(with: before) { return Array(lines.dropFirst(before.count)) }
    let most = min(lines.count, before.count)
    let count = stride(from: most, to: 0, by: -1).first { before.suffix($0).elementsEqual(lines.prefix($0)) }
    return Array(lines.dropFirst(count ?? 0))
  }
}
