import Encodings
import KeyFormats
import PluginWire

/// What is agreed upon when a host starts a plugin.
struct ServerStart: Sendable {
  let version: PluginProtocol
  /// Where the socket goes.
  let socketFolder: String
  /// nil to speak without TLS.
  let identity: PluginIdentity?
  /// The certificate of the host, in DER.
  private let client: [UInt8]

  /// - Throws: ``ServingError`` when the environment is not that of a plugin.
  init(_ environment: [String: String]) throws(ServingError) {
    guard environment["TF_PLUGIN_MAGIC_COOKIE"] == PluginProtocol.cookie else {
      throw ServingError(
        "This program serves a provider: Terraform, OpenTofu or rcw starts it when a configuration needs it.")
    }
    version = try Self.version(environment["PLUGIN_PROTOCOL_VERSIONS"])
    socketFolder = Self.socketFolder(environment)
    guard let certificate = environment["PLUGIN_CLIENT_CERT"], !certificate.isEmpty else {
      (identity, client) = (nil, [])
      return
    }
    guard let content = PEM(certificate)?.content else {
      throw ServingError("The host's certificate (PLUGIN_CLIENT_CERT) cannot be read.")
    }
    (identity, client) = (PluginIdentity(), content)
  }

  /// For hosts that are told where the plugin is.
  init(reattaching environment: [String: String]) throws(ServingError) {
    version = try Self.version(environment["PLUGIN_PROTOCOL_VERSIONS"] ?? "6")
    socketFolder = Self.socketFolder(environment)
    (identity, client) = (nil, [])
  }

  /// The highest version that both sides know. Hosts that name none know the fifth.
  private static func version(_ wanted: String?) throws(ServingError) -> PluginProtocol {
    guard let wanted, !wanted.isEmpty else { return .five }
    let known = wanted.split(separator: ",").compactMap { Int($0) }.compactMap(PluginProtocol.init)
    guard let version = known.max(by: { $0.rawValue < $1.rawValue }) else {
      throw ServingError(
        "The host speaks the versions \(wanted) of the plugin protocol, and this one 5 and 6.")
    }
    return version
  }

  private static func socketFolder(_ environment: [String: String]) -> String {
    let names = ["PLUGIN_UNIX_SOCKET_DIR", "TMPDIR"]
    return names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "/tmp"
  }

  /// The line that the host waits for.
  func handshake(at socket: String) -> String {
    let certificate = identity.map { Base64.standard.encode($0.certificate).filter { $0 != "=" } } ?? ""
    return "1|\(version.rawValue)|unix|\(socket)|grpc|\(certificate)\n"
  }

  /// nil to speak without TLS.
  var makeTLS: (() throws(ServingError) -> TLSServer)? {
    guard let identity else { return nil }
    return { [client] () throws(ServingError) in try TLSServer(identity, client: client) }
  }
}
