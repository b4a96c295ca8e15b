public import ProviderKit
import TestSupport

/// A server that takes TLS from clients with a certificate, and passes what they send on to a plain server
/// (`Tests/Servers/tls_relay.py`). It ends with the value.
public struct TLSRelay: Sendable {
  public let port: Int
  private let folder = TemporaryDirectory()
  private let process: ChildProcess

  /// - Parameter target: the path of a socket, or a port of this machine.
  public init(to target: String) async throws {
    let script = RepositoryFile("Tests/Servers/tls_relay.py").path
    process = try ChildProcess(
      ProcessCommand(
        "/usr/bin/env", ["python3", script, folder.path, target],
        environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
    guard let line = try await process.readOutput(),
      let port = Int(String(decoding: line.prefix { $0 != 10 }, as: UTF8.self))
    else {
      let problem = try await process.readErrorOutput() ?? []
      throw SimulatorError(description: "No relay: \(String(decoding: problem, as: UTF8.self))")
    }
    self.port = port
  }

  /// As a client that it trusts, and that trusts it.
  public var tls: TLSConfiguration {
    var tls = TLSConfiguration()
    tls.authorities = file("authority.pem")
    tls.identity = TLSConfiguration.Identity(certificate: file("client.pem"), key: file("client.key"))
    return tls
  }

  /// `authority.pem`, `client.pem` or `client.key`.
  public func file(_ name: String) -> [UInt8] { Array((folder.read(name) ?? "").utf8) }
}
