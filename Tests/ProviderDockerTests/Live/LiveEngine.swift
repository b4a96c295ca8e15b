import Glibc
import ProviderAPI
import ProviderKit

@testable import ProviderDocker

/// The Docker engine of this machine, where there is one. With `RCW_REQUIRE_DOCKER=1` its absence is a
/// failure instead of a reason to skip.
enum LiveEngine {
  static let host = variable("DOCKER_HOST") ?? "unix:///var/run/docker.sock"
  static let isEnabled = variable("RCW_REQUIRE_DOCKER") == "1" || isListening
  static let absence = "no Docker engine listens at \(host)"

  /// What every test's things are called, so that runs side by side do not meet.
  static func name(_ role: String) -> String { "rcw-test-\(UInt32.random(in: 0 ... .max))-\(role)" }

  static func client(_ configuration: DockerConfiguration = DockerConfiguration()) async throws
    -> DockerClient
  {
    var environment = ["DOCKER_HOST": host]
    environment["HOME"] = "/nonexistent"
    return try await DockerProvider(environment: environment).makeClient(configuration)
  }

  static func operation() -> Operation { Operation(id: "test-\(UInt64.random(in: 0 ... .max))") }

  /// Where the engine listens on this machine; nil when it is reached otherwise.
  static var socket: String? {
    host.hasPrefix("unix://") ? String(host.dropFirst("unix://".count)) : nil
  }

  private static var isListening: Bool {
    guard let path = socket.map({ Array($0.utf8) }) else { return true }
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// The image that tests start containers from, built by `scripts/test`: a shell, and a user to work as.
enum LiveImage {
  static let name = "rcw-base:latest"

  /// The tests share the image and run side by side, so none of them may make or change it.
  static func require(_ client: DockerClient) async throws {
    guard try await ImageSource(client: client).find(name) == nil else { return }
    throw ProviderError(.notFound, "The engine has no image \(name): run scripts/test, which builds it.")
  }
}
