import PluginWire
import ProviderAPI
import ProviderKit
import Synchronization

/// Starts plugins and shakes hands with them.
struct PluginLauncher: Sendable {
  /// What the plugin inherits.
  let environment: [String: String]
  let folder: SocketFolder
  let patience: PluginHost.Patience
  let note: @Sendable (PluginLogLevel, String) -> Void

  /// - Throws: ``ProviderError`` naming the provider.
  func launch(_ binary: PluginBinary) async throws -> PluginConnection {
    let identity = PluginIdentity()
    let log = PluginLog(binary.fileName, note)
    let watchdog = Watchdog(patience: patience.silence)
    let firstLine = OneShot<String>()
    let process = try await start(binary, identity, log, watchdog, firstLine)
    process.kill(after: patience.handshake)
    do {
      let line = try await firstLine.value()
      process.kill(after: nil)
      return try PluginConnection(binary, Handshake(line), identity, process, log, watchdog, folder)
    } catch {
      process.kill(after: .zero)
      _ = await process.waitForExit()
      throw explain(error, binary, log)
    }
  }

  private func start(
    _ binary: PluginBinary, _ identity: PluginIdentity, _ log: PluginLog, _ watchdog: Watchdog,
    _ firstLine: OneShot<String>
  ) async throws -> BoundProcess {
    let started = ContinuousClock.now
    let events = BoundProcess.Events(
      line: { stream, line in
        watchdog.sign()
        guard stream == .output else { return log.take(line) }
        if firstLine.isSettled { log.take(line) } else { firstLine.settle(.success(line)) }
      },
      tick: { watchdog.tick() },
      ended: { [patience] status in
        let isLate = started.duration(to: .now) >= patience.handshake
        firstLine.settle(.failure(HandshakeError(status.reason(isLate ? patience.handshake : nil))))
      })
    do {
      return try await BoundProcess.start(command(binary, identity), events)
    } catch let error as ProcessError {
      throw ProviderError(
        .unavailable, "The provider \(binary.label) cannot be started: \(error)", cause: error)
    }
  }

  private func command(_ binary: PluginBinary, _ identity: PluginIdentity) -> ProcessCommand {
    // What is left of another host would make the plugin listen to that one.
    var environment = self.environment.filter { !$0.key.hasPrefix("PLUGIN_") }
    environment["TF_REATTACH_PROVIDERS"] = nil
    environment["TF_PLUGIN_MAGIC_COOKIE"] = PluginProtocol.cookie
    environment["PLUGIN_PROTOCOL_VERSIONS"] = "5,6"
    environment["PLUGIN_MIN_PORT"] = "10000"
    environment["PLUGIN_MAX_PORT"] = "25000"
    environment["PLUGIN_CLIENT_CERT"] = String(decoding: identity.tls.certificate, as: UTF8.self)
    // Plugins made before 2023 know only the second.
    environment["PLUGIN_UNIX_SOCKET_DIR"] = folder.path
    environment["TMPDIR"] = folder.path
    return ProcessCommand(binary.path, environment: environment)
  }

  private func explain(_ error: any Error, _ binary: PluginBinary, _ log: PluginLog) -> any Error {
    guard let error = error as? HandshakeError else { return error }
    let ending = log.ending
    return ProviderError(
      .protocolViolation,
      "The provider \(binary.label) cannot be used: \(error.reason). The program is \(binary.path)."
        + (ending.isEmpty
          ? "" : " It wrote:\n\n" + ending.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
    )
  }
}

extension ExitStatus {
  /// Why there was no handshake.
  fileprivate func reason(_ patience: Duration?) -> String {
    if let patience { return "it did not say within \(patience) how to reach it, and was killed" }
    return switch self {
    case .exited(let code): "it ended with status \(code) before it said how to reach it"
    case .killed(let signal): "it was ended by signal \(signal) before it said how to reach it"
    }
  }
}
