import Encodings
import PluginWire
import ProviderAPI
import ProviderKit
import ProviderServer
import TestSupport
import Testing

/// What a host knows of a provider that it has started, and the way to call it.
struct ServedHost: Sendable {
  let version: PluginProtocol
  let socket: String
  /// nil without TLS.
  let certificate: String?

  /// Serves a provider while `body` runs, which is given the host's side.
  ///
  /// - Parameter endsByItself: Whether the server is waited for in the end, instead of being cancelled.
  static func serving(
    _ provider: any Provider, versions: String = "5,6", identity: PluginIdentity? = PluginIdentity(),
    parent: @escaping @Sendable () -> Int32 = { 1 }, endsByItself: Bool = false,
    _ body: @escaping @Sendable (ServedHost) async throws -> Void
  ) async throws {
    let folder = TemporaryDirectory()
    var environment = ["TF_PLUGIN_MAGIC_COOKIE": PluginProtocol.cookie, "PLUGIN_PROTOCOL_VERSIONS": versions]
    environment["PLUGIN_UNIX_SOCKET_DIR"] = folder.path
    environment["PLUGIN_CLIENT_CERT"] = identity.map { String(decoding: $0.tls.certificate, as: UTF8.self) }
    let line = OneShot<String>()
    let server = ProviderServer(
      provider,
      ProviderServer.Settings(
        environment: environment, print: { line.settle(.success($0)) }, note: { _ in }, parent: parent))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          try await server.serve()
        } catch {
          line.settle(.failure(error))
          throw error
        }
      }
      try await body(ServedHost(try await line.value()))
      if !endsByItself { group.cancelAll() }
      try await group.waitForAll()
    }
  }

  private init(_ line: String) throws {
    let fields = line.split(whereSeparator: \.isNewline).first.map(String.init)?
      .split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let handshake = try #require(fields)
    try #require(handshake.count == 6 && handshake[0] == "1" && handshake[2] == "unix")
    version = try #require(Int(handshake[1]).flatMap(PluginProtocol.init))
    socket = handshake[3]
    guard !handshake[5].isEmpty else {
      certificate = nil
      return
    }
    let padding = String(repeating: "=", count: (4 - handshake[5].count % 4) % 4)
    certificate = PluginIdentity.pem(try #require(Base64.standard.decode(handshake[5] + padding)))
  }

  /// - Parameter identity: the one that the provider was told of, or any other.
  func channel(_ identity: PluginIdentity?) throws -> GRPCChannel {
    guard let identity, let certificate else {
      return try GRPCChannel(GRPCChannel.Configuration(HTTPURL(socket: socket)))
    }
    var configuration = GRPCChannel.Configuration(HTTPURL(secureSocket: socket))
    configuration.tls.authorities = Array(certificate.utf8)
    configuration.tls.identity = identity.tls
    configuration.tls.serverName = "localhost"
    return try GRPCChannel(configuration)
  }
}

extension GRPCChannel {
  func call(
    _ version: PluginProtocol, _ method: PluginMethod, _ build: (inout WireWriter) -> Void = { _ in }
  ) async throws -> WireMessage {
    var request = WireWriter()
    build(&request)
    return try WireMessage(try await call("\(version.service)/\(method.name(in: version))", request.bytes))
  }
}
