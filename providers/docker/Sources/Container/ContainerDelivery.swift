import ProviderAPI
import ProviderKit
import Values

/// Lays files into a container, running or not, by the engine's archive calls (Docker Engine API v1.41,
/// `ContainerArchive`, `PutContainerArchive`): nothing in the container has to help.
///
/// What the engine does not see is a file system that is mounted inside of the container only, such as a
/// `tmpfs`: it says that the folder is not there.
struct ContainerDelivery {
  let engine: DockerEngine
  let id: String
  let delivery: Delivery

  /// How long whoever the files are for may take to make the folder for them.
  private static let patience = Duration.seconds(30)

  /// - Throws: `.notFound` when there is no such container, `.invalid` when it has ended.
  func deliver() async throws -> DeliveryOutcome {
    if try await isThere() { return .alreadyThere }
    do {
      return try await poll(every: .milliseconds(20), timeout: Self.patience) { try await attempt() }
    } catch let error as ProviderError where error.code == .timedOut {
      return .notReady(
        "The folder \(delivery.folder) has not appeared in the container within \(Self.patience.goNotation).")
    }
  }

  /// Whether the file that makes the others count is as it is to be.
  private func isThere() async throws -> Bool {
    guard let file = delivery.files.last else { return true }
    let archive = try await engine.archive(of: "\(delivery.folder)/\(file.name)", in: id)
    return archive.flatMap(TarArchive.firstFile) == Array(file.content.utf8)
  }

  /// nil when the folder is not there yet.
  private func attempt() async throws -> DeliveryOutcome? {
    do {
      try await engine.unpack(archive.bytes, in: id, at: delivery.folder)
      return .delivered
    } catch let error as ProviderError where error.code == .notFound {
      return try await reasonToGiveUp(error)
    }
  }

  /// nil while there is hope.
  private func reasonToGiveUp(_ error: ProviderError) async throws -> DeliveryOutcome? {
    let now: ContainerInspection? = try await engine.api.find("/containers/\(id)/json")
    guard let now, let state = now.state else { throw error }
    switch state.status {
    case "running", "restarting": return nil
    case "exited", "dead", "removing":
      let output = await lastLines(of: now).map { "\n    \($0)" }.joined()
      throw ProviderError(
        .invalid, "The container has ended, with exit code \(state.exitCode ?? 0).\(output)")
    default: return .notReady("The container does not run.")
    }
  }

  /// What the container printed last; nothing when that cannot be had.
  private func lastLines(of container: ContainerInspection) async -> [Substring] {
    var logs = ContainerLogs(hasTerminal: container.config?.tty == true)
    do {
      let api = try await engine.api
      let request = try api.request(
        .get, "/containers/\(id)/logs", query: ["stdout": "1", "stderr": "1", "tail": "5"])
      for try await piece in try await api.stream(request) { logs.add(piece) }
    } catch { return [] }
    return logs.text.split(whereSeparator: \.isNewline).suffix(5)
  }

  /// The folder is its owner's alone, so that the files can be everybody's to read.
  private var archive: TarArchive {
    var archive = TarArchive()
    for file in delivery.files { archive.add(file.name, Array(file.content.utf8), mode: 0o644) }
    return archive
  }
}
