import Glibc
import TestSupport

@testable import ProviderKit

/// Certificates of an authority of the tests' own, and servers that use them. OpenSSL makes both.
final class TLSWorld: Sendable {
  static let isAvailable = access("/usr/bin/openssl", X_OK) == 0
  /// What the server's certificate says.
  static let serverName = "server.test"

  private let folder = TemporaryDirectory()

  /// Makes the authority, and certificates for `server` and `client`.
  init() async throws {
    try await openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
      "/CN=authority", "-keyout", "authority.key", "-out", "authority.pem")
    for (name, subject) in [("server", Self.serverName), ("client", "somebody")] {
      try await openssl(
        "req", "-x509", "-CA", "authority.pem", "-CAkey", "authority.key", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=\(subject)", "-addext",
        "subjectAltName=DNS:\(subject)", "-keyout", "\(name).key", "-out", "\(name).pem")
    }
  }

  func file(_ name: String) -> [UInt8] { Array((folder.read(name) ?? "").utf8) }

  var identity: TLSConfiguration.Identity {
    TLSConfiguration.Identity(certificate: file("client.pem"), key: file("client.key"))
  }

  /// Runs `body` beside a server that answers every request with a page about the connection, on a port or on
  /// a Unix socket.
  func withServer<Result: Sendable>(
    asksForClient: Bool = false, on road: Road = .tcp, _ body: (HTTPURL) async throws -> Result
  ) async throws -> Result {
    // OpenSSL's server takes paths of at most 31 bytes.
    let socket = "\(folder.path)/s"
    var arguments = [
      "s_server", "-cert", "server.pem", "-key", "server.key", "-CAfile", "authority.pem", "-www",
    ]
    arguments += road == .unix ? ["-unix", socket] : ["-accept", "127.0.0.1:0"]
    if asksForClient { arguments += ["-Verify", "1", "-verify_return_error"] }
    let server = try ChildProcess(
      ProcessCommand("/usr/bin/openssl", arguments, environment: [:], directory: folder.path))
    do {
      let address = try await Self.address(of: server)
      let result = try await body(
        road == .unix
          ? HTTPURL(secureSocket: socket, host: Self.serverName) : HTTPURL("https://\(address)/"))
      await server.end()
      return result
    } catch {
      await server.end()
      throw error
    }
  }

  /// What the server says when it is ready: `ACCEPT 127.0.0.1:40123`.
  private static func address(of server: ChildProcess) async throws -> Substring {
    var splitter = LineSplitter()
    while let bytes = try await server.readOutput() {
      splitter.feed(bytes)
      while let line = splitter.next() {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        if words.first == "ACCEPT", let address = words.last { return address }
      }
    }
    let complaint = try await server.readErrorOutput() ?? []
    throw ProcessError(.notStarted, String(decoding: complaint, as: UTF8.self))
  }

  private func openssl(_ arguments: String...) async throws {
    let command = ProcessCommand("/usr/bin/openssl", arguments, environment: [:], directory: folder.path)
    let result = try await ProcessRunner().run(command)
    guard result.status.isSuccess else {
      throw ProcessError(.notStarted, String(decoding: result.errorOutput, as: UTF8.self))
    }
  }
}
