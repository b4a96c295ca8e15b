import Language
import ProviderKit
import Testing

@testable import ModuleInstaller

struct ModuleRegistryTests {
  let module = RegistryModule(host: "registry.example.com", namespace: "a", name: "b", system: "c")

  @Test func `the module service is found, and lists versions`() async throws {
    var registry = registry([
      "https://registry.example.com/.well-known/terraform.json": .text(#"{"modules.v1": "/api/modules"}"#),
      "https://registry.example.com/api/modules/a/b/c/versions": .text(
        #"{"modules": [{"versions": [{"version": "1.0.0"}, {"version": "1.1.0-rc.1"}, {"version": "x"}]}]}"#),
    ])
    #expect(
      try await registry.versions(of: module) == [
        Version(1, 0, 0), Version(1, 1, 0, prerelease: ["rc", "1"]),
      ])
  }

  @Test(arguments: [
    "/files/net.tgz//*?archive=tar.gz", "https://registry.example.com/files/net.tgz//net-1.0",
    "../../../../../../files/net.tgz//*",
  ])
  func `a download leads to the directory in the archive`(location: String) async throws {
    var registry = registry([
      "https://registry.example.com/.well-known/terraform.json": .text(#"{"modules.v1": "/v1/modules/"}"#),
      "https://registry.example.com/v1/modules/a/b/c/1.0.0/download": .location(location),
      "https://registry.example.com/files/net.tgz": .bytes(SampleArchive.bytes),
    ])
    let fetched = try await registry.download(module, Version(1, 0, 0))
    let main = (fetched.subdirectory + ["main.tf"]).joined(separator: "/")
    #expect(fetched.package.files.map(\.path).contains(main))
    #expect(fetched.origin == "https://registry.example.com/files/net.tgz")
  }

  @Test func `the place may stand in the body of the answer`() async throws {
    var registry = registry([
      "https://registry.example.com/.well-known/terraform.json": .text(#"{"modules.v1": "/v1/"}"#),
      "https://registry.example.com/v1/a/b/c/1.0.0/download": .text(#"{"location": "/net.tgz"}"#),
      "https://registry.example.com/net.tgz": .bytes(SampleArchive.bytes),
    ])
    #expect(try await registry.download(module, Version(1, 0, 0)).package.files.count == 3)
  }

  @Test func `a place that cannot be fetched from is named`() async throws {
    var registry = registry([
      "https://registry.example.com/.well-known/terraform.json": .text(#"{"modules.v1": "/v1/"}"#),
      "https://registry.example.com/v1/a/b/c/1.0.0/download": .location("s3::https://example.com/x"),
    ])
    let error = await #expect(throws: ModuleError.self) {
      try await registry.download(module, Version(1, 0, 0))
    }
    #expect(error?.message.contains("\"s3\"") == true)
  }

  @Test func `what a server says instead of an answer is reported with its status`() async throws {
    var registry = registry([
      "https://registry.example.com/.well-known/terraform.json": .text(#"{"modules.v1": "/v1/"}"#)
    ])
    let error = await #expect(throws: ModuleError.self) { try await registry.versions(of: module) }
    #expect(error?.message.contains("status 404") == true)
  }

  private func registry(_ replies: [String: FixedWeb.Reply]) -> ModuleRegistry {
    ModuleRegistry(
      RemoteFetcher(
        web: FixedWeb.reader(replies), git: GitClient(environment: [:], workDirectory: "/nonexistent")))
  }
}

/// A web of fixed answers, by address.
enum FixedWeb {
  enum Reply: Sendable {
    case text(String)
    case bytes([UInt8])
    case location(String)
  }

  static func reader(_ replies: [String: Reply]) -> WebReader {
    WebReader { url throws(ModuleError) in
      switch replies[url.text] {
      case .text(let text): WebReader.Answer(status: 200, body: Array(text.utf8), url: url)
      case .bytes(let bytes): WebReader.Answer(status: 200, body: bytes, url: url)
      case .location(let place): WebReader.Answer(status: 204, body: [], location: place, url: url)
      case nil: WebReader.Answer(status: 404, body: [], url: url)
      }
    }
  }
}
