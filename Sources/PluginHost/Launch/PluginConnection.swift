import PluginWire
import ProviderAPI
import ProviderKit
import Synchronization

/// A running plugin and the way to call it.
final class PluginConnection: Sendable {
  let binary: PluginBinary
  let version: PluginProtocol
  private let channel: GRPCChannel
  /// nil when somebody else has started it.
  private let process: BoundProcess?
  private let log: PluginLog
  private let watchdog: Watchdog
  /// Kept for as long as the plugin has its socket in it.
  private let folder: SocketFolder?
  private let told = Mutex<[UInt8]?>(nil)
  /// What has become of it, once a call has found out: `ended with status 2`.
  private let fate = OnceValue<String>()

  init(
    _ binary: PluginBinary, _ handshake: Handshake, _ identity: PluginIdentity, _ process: BoundProcess,
    _ log: PluginLog, _ watchdog: Watchdog, _ folder: SocketFolder
  ) throws {
    var configuration = GRPCChannel.Configuration(handshake.server)
    if let certificate = handshake.certificate {
      configuration.tls.authorities = Array(PluginIdentity.pem(certificate).utf8)
      configuration.tls.identity = identity.tls
      configuration.tls.serverName = "localhost"
      // Some plugins have short keys. It is this one certificate that counts, on a socket of ours.
      configuration.tls.acceptsWeakCertificates = true
    }
    self.binary = binary
    version = handshake.version
    channel = try GRPCChannel(configuration)
    self.process = process
    self.log = log
    self.watchdog = watchdog
    self.folder = folder
    watchdog.watch(channel, process)
    try listenToOutput()
  }

  /// A plugin that nobody can call any more is of no use to anybody.
  deinit { process?.kill(after: .zero) }

  /// Speaks to a plugin that somebody else has started.
  init(reattaching binary: PluginBinary, _ reattachment: Reattachment) throws {
    guard let version = PluginProtocol(rawValue: reattachment.version), let server = reattachment.server
    else {
      throw ProviderError(
        .invalid, "The provider \(binary.label) is at \(reattachment.address), which is no address.")
    }
    self.binary = binary
    self.version = version
    channel = try GRPCChannel(GRPCChannel.Configuration(server))
    (process, folder) = (nil, nil)
    log = PluginLog(binary.fileName) { _, _ in }
    watchdog = Watchdog(patience: .seconds(3600))
  }

  /// Once it serves, what a plugin prints goes over the connection, and it waits when nobody takes it.
  private func listenToOutput() throws {
    try channel.listen(
      "plugin.GRPCStdio/StreamStdio", [],
      onMessage: { [log, watchdog] message in
        watchdog.sign()
        guard let text = try? WireMessage(message).text(Fields.Stdio.data) else { return }
        for line in text.split(whereSeparator: \.isNewline) { log.take(String(line)) }
      },
      // Plugins made before 2020 do not know the call.
      onEnd: { _ in })
  }

  /// What the plugin was configured with, which cannot be taken back: nil when nobody has configured it, empty when
  /// not all of it was known, or it has not accepted it.
  var configuration: [UInt8]? {
    get { told.withLock(\.self) }
    set { told.withLock { $0 = newValue } }
  }

  var isConfigured: Bool { configuration != nil }

  // MARK: Calling

  /// - Throws: ``ProviderError``, ``NotImplemented``, `CancellationError`.
  func call(_ method: PluginMethod, _ build: (inout WireWriter) -> Void = { _ in }) async throws
    -> WireMessage
  {
    let answer = try await bytes(method, build)
    do {
      return try WireMessage(answer)
    } catch {
      throw unreadable(method, error)
    }
  }

  func bytes(_ method: PluginMethod, _ build: (inout WireWriter) -> Void = { _ in }) async throws -> [UInt8] {
    var writer = WireWriter()
    build(&writer)
    return try await bytes(method, writer.bytes)
  }

  func bytes(_ method: PluginMethod, _ request: [UInt8]) async throws -> [UInt8] {
    do {
      return try await watched { try await channel.call(path(method), request, within: method.patience) }
    } catch let error as GRPCError {
      throw await explain(error, method)
    }
  }

  /// The plugin may not be silent during `body`, but may be while a failure is looked into.
  private func watched<Result>(_ body: () async throws -> Result) async throws -> Result {
    watchdog.callBegins()
    defer { watchdog.callEnds() }
    return try await body()
  }

  private func path(_ method: PluginMethod) -> String { "\(version.service)/\(method.name(in: version))" }

  /// As `call`, for the middle of a computation: blocks the thread.
  func callBlocking(_ method: PluginMethod, _ build: (inout WireWriter) -> Void) throws -> WireMessage {
    var writer = WireWriter()
    build(&writer)
    watchdog.callBegins()
    defer { watchdog.callEnds() }
    return try WireMessage(try channel.callBlocking(path(method), writer.bytes, within: method.patience))
  }

  /// A call that is answered by any number of messages. Returns after the last.
  func events(
    _ method: PluginMethod, _ build: (inout WireWriter) -> Void,
    take: @escaping @Sendable (WireMessage) throws -> Void
  ) async throws {
    var writer = WireWriter()
    build(&writer)
    let end = OneShot<Void>()
    do {
      try await watched {
        try channel.listen(
          path(method), writer.bytes,
          onMessage: { [watchdog] message in
            watchdog.sign()
            do { try take(try WireMessage(message)) } catch { end.settle(.failure(error)) }
          },
          onEnd: { error in end.settle(error.map { .failure($0) } ?? .success(())) })
        try await end.value()
      }
    } catch let error as GRPCError {
      throw await explain(error, method)
    } catch let error as WireError {
      throw unreadable(method, error)
    }
  }

  /// An answer that makes no sense.
  func unreadable(_ method: PluginMethod, _ error: any Error) -> ProviderError {
    ProviderError(
      .protocolViolation,
      "The provider \(binary.label) (\(binary.fileName)) gave an answer that cannot be read when it "
        + "\(method.deed): \(error). This is a bug in the provider.")
  }

  private func explain(_ error: GRPCError, _ method: PluginMethod) async -> any Error {
    if error.isAnswer, error.code == .unimplemented { return NotImplemented() }
    let subject = "The provider \(binary.label) (\(binary.fileName))"
    if error.isAnswer {
      return ProviderError(
        error.code == .cancelled ? .cancelled : .unavailable,
        "\(subject) failed when it \(method.deed): \(error)")
    }
    switch error.code {
    case .unavailable:
      let ending = await self.ending(error)
      return ProviderError(.unavailable, "\(subject) \(ending) while it \(method.deed).\(lastWords)")
    case .deadlineExceeded:
      return ProviderError(.timedOut, "\(subject) gave no answer when it \(method.deed): \(error)")
    default:
      return ProviderError(
        .protocolViolation,
        "\(subject) gave an answer that cannot be read when it \(method.deed): \(error). This is a bug in the "
          + "provider.")
    }
  }

  /// What has become of the plugin, now that the connection broke. If it still runs, it is of no use any more.
  private func ending(_ error: GRPCError) async -> String {
    (try? await fate.value { [self] in await endingAfterBreak(error) }) ?? "could not be spoken to"
  }

  private func endingAfterBreak(_ error: GRPCError) async -> String {
    guard let process else { return "could not be spoken to (\(error))" }
    let noticed = ContinuousClock.now
    process.kill(after: Self.grace)
    let status = await process.waitForExit()
    if watchdog.foundFrozen { return "showed no sign of life, and was killed," }
    if noticed.duration(to: .now) >= Self.grace {
      return "could not be spoken to (\(error)), and was killed,"
    }
    return switch status {
    case .exited(let code): "ended with status \(code)"
    case .killed(let signal): "was ended by signal \(signal)"
    }
  }

  private var lastWords: String {
    let ending = log.ending
    return ending.isEmpty
      ? ""
      : " Its last words:\n\n" + ending.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
  }

  // MARK: The end

  private static let grace = Duration.seconds(2)

  /// Whether the plugin still runs.
  var isAlive: Bool { process?.status == nil }

  /// Whether the plugin has ended without a signal.
  var hasEndedByItself: Bool {
    if case .exited = process?.status { true } else { false }
  }

  /// Asks the plugin to end, and kills it when it has not within two seconds, as go-plugin's client does. Returns
  /// when it is gone, whether or not the task is cancelled.
  func end() async {
    guard let process else { return }
    // Many end before they can answer, so that the outcome says nothing.
    channel.call("plugin.GRPCController/Shutdown", [], within: Self.grace) { [weak channel] _ in
      channel?.close()
    }
    process.kill(after: Self.grace)
    _ = await process.waitForExit()
  }
}

/// The plugin does not know the call: it was made before there was such a one.
struct NotImplemented: Error {}
