import Glibc
import ProviderAPI
import ProviderKit
import TestSupport

@testable import ProviderDocker

/// A registry of its own for a test: Debian's `docker-registry` on a free port of this machine, which engines
/// call without TLS.
struct LiveRegistry {
  static let program = "/usr/bin/docker-registry"
  static let isEnabled = LiveEngine.isEnabled && access(program, X_OK) == 0

  /// `127.0.0.1:PORT`
  let address: String

  /// Runs `body` beside a registry that wants the user `rcw` with the password `secret`, or nobody.
  static func with(password isWanted: Bool, _ body: (LiveRegistry) async throws -> Void) async throws {
    // Made with: htpasswd -Bbn rcw secret
    let directory = TemporaryDirectory([
      "htpasswd": "rcw:$2y$05$6/X2tIWp9oWz4/hOABUrguTifEXOd.ErQIS83vS08219BprtmQJHG\n"
    ])
    let registry = LiveRegistry(address: "127.0.0.1:\(Int.random(in: 20_000..<30_000))")
    directory.write("config.yml", registry.configuration(directory.path, isWanted))
    let process = try spawn([program, "serve", "\(directory.path)/config.yml"])
    try await finally(
      {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        withExtendedLifetime(directory) {}
      },
      after: {
        try await registry.waitUntilListening()
        try await body(registry)
      })
  }

  private func configuration(_ folder: String, _ hasPassword: Bool) -> String {
    let auth = hasPassword ? "auth: {htpasswd: {realm: test, path: \(folder)/htpasswd}}\n" : ""
    return """
      version: 0.1
      log: {level: error, accesslog: {disabled: true}}
      storage: {filesystem: {rootdirectory: \(folder)/data}, delete: {enabled: true}}
      http: {addr: "\(address)"}
      \(auth)
      """
  }

  private func waitUntilListening() async throws {
    let http = HTTPClient()
    let url = try HTTPURL("http://\(address)/v2/")
    _ = try await poll(every: .milliseconds(50), timeout: .seconds(20)) {
      (try? await http.send(HTTPRequest(.get, url)))?.status
    }
  }

  private static func spawn(_ arguments: [String]) throws -> pid_t {
    var process = pid_t()
    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    guard posix_spawn(&process, arguments[0], nil, nil, &words, nil) == 0 else {
      throw LocalFile.failure("run", arguments[0])
    }
    return process
  }
}
