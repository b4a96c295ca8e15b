import ProviderAPI
import ProviderKit
import Values

/// Brings a container that was just created to where the configuration wants it: its networks joined, its
/// files in place, running, healthy or finished.
struct ContainerLauncher: Sendable {
  let engine: DockerEngine
  let id: String
  let wanted: ContainerObject
  let operation: Operation

  /// Returns what only this launch can know: exit code and output of a container that was waited for.
  func launch() async throws -> (exitCode: Int?, logs: String?) {
    for network in wanted.furtherNetworks { try await connect(network) }
    if !wanted.upload.isEmpty {
      try await engine.unpack(ContainerUploads(wanted.upload).archive, in: id, at: "/")
    }
    guard wanted.start != false else { return (nil, nil) }
    if wanted.attach == true { return try await runToItsEnd() }
    try await start()
    if wanted.wait == true { try await waitUntilHealthy() }
    return (nil, nil)
  }

  private func connect(_ network: ContainerObject.NetworkMembership) async throws {
    let request = NetworkConnectRequest(container: id, endpointConfig: EndpointSettings(network))
    try await engine.api.post("/networks/\(network.name)/connect", request)
  }

  private func start() async throws { try await engine.api.post("/containers/\(id)/start") }

  // MARK: To its end

  /// A container that removes itself has to be waited for, and listened to, before it starts, or it may be
  /// gone too soon.
  private func runToItsEnd() async throws -> (exitCode: Int?, logs: String?) {
    let removal = wanted.rm == true ? try await waiting(for: "removed") : nil
    let output = wanted.logs == true ? try await attached() : nil
    try await start()
    operation.report("waiting for the container's end")
    let logs = if let output { try await text(of: output) } else { String?.none }
    let end = if let removal { removal } else { try await waiting(for: "not-running") }
    let exit: ContainerExit = try await end.answer()
    return (exit.statusCode, logs)
  }

  private func waiting(for condition: String) async throws -> APIStream {
    let api = try await engine.api
    return try await api.stream(api.request(.post, "/containers/\(id)/wait", query: ["condition": condition]))
  }

  /// Everything the container prints from now on (Docker Engine API v1.41, `ContainerAttach`).
  private func attached() async throws -> APIStream {
    let api = try await engine.api
    return try await api.stream(
      api.request(
        .post, "/containers/\(id)/attach", query: ["stream": "1", "stdout": "1", "stderr": "1"]))
  }

  private func text(of output: APIStream) async throws -> String {
    var logs = ContainerLogs(hasTerminal: wanted.tty == true)
    for try await piece in output { logs.add(piece) }
    return logs.text
  }

  // MARK: Healthy

  private func waitUntilHealthy() async throws {
    operation.report("waiting for the container to be healthy")
    let limit = Duration.seconds(wanted.waitTimeout ?? 60)
    do {
      _ = try await poll(every: .milliseconds(200), timeout: limit) { try await isHealthy() ? true : nil }
    } catch let error as ProviderError where error.code == .timedOut {
      throw ProviderError(
        .timedOut, "The container was not healthy within \(limit.goNotation).\(await lastCheck())")
    }
  }

  private func isHealthy() async throws -> Bool {
    let container: ContainerInspection = try await engine.api.get("/containers/\(id)/json")
    let state = container.state
    guard let health = state?.health, health.status != "none" else {
      throw ProviderError(
        .invalid,
        "The container has no health check to wait for. Add a \"healthcheck\" block or remove \"wait\".")
    }
    guard state?.running == true else {
      let code = state?.exitCode ?? 0
      throw ProviderError(.invalid, "The container ended with exit code \(code) before it was healthy.")
    }
    return health.status == "healthy"
  }

  /// What the last health check printed, for the message; nothing when that cannot be had.
  private func lastCheck() async -> String {
    let container: ContainerInspection? = try? await engine.api.find("/containers/\(id)/json")
    guard let check = container?.state?.health?.log?.last else { return "" }
    let output = check.output?.trimmed.nonEmpty.map { ":\n    \($0)" } ?? "."
    return " The last check ended with exit code \(check.exitCode ?? 0)\(output)"
  }
}
