import Glibc
import TestSupport
import Testing

@testable import ProviderDocker

struct CredentialHelperTests {
  /// Asks a helper named `test` that is this sh program, unless another one is named.
  private func ask(_ script: String, _ helper: String = "test") async throws -> HelperReply {
    let folder = TemporaryDirectory(["docker-credential-test": "#!/bin/sh\n\(script)\n"])
    chmod("\(folder.path)/docker-credential-test", 0o700)
    let environment = ["PATH": "\(folder.path):/usr/bin:/bin"]
    let reply = try await CredentialHelper(environment: environment).ask(helper, "https://r.io")
    withExtendedLifetime(folder) {}
    return reply
  }

  @Test func `a helper is told the registry and asked for its credentials`() async throws {
    let script = #"read -r address; printf '{"Username":"%s","Secret":"%s"}' "$1" "$address""#
    #expect(try await ask(script) == .credential(user: "get", secret: "https://r.io"))
  }

  @Test(arguments: [
    ("echo credentials not found in native keychain; exit 1", HelperReply.nothing),
    ("echo boom; exit 1", .failed("boom")), ("echo not json", .failed("its answer makes no sense")),
    ("kill -9 $$", .failed("it was killed by signal 9")),
    ("exit 3", .failed("it ended with status 3 and said nothing")),
  ])
  func `a helper that knows nothing is not one that fails`(_ script: String, _ reply: HelperReply)
    async throws
  {
    #expect(try await ask(script) == reply)
  }

  @Test(arguments: ["missing", "../test"])
  func `a helper that is not installed is named`(_ name: String) async throws {
    guard case .failed(let reason) = try await ask("true", name) else {
      Issue.record("There is no such helper.")
      return
    }
    #expect(reason.contains(name))
  }
}
