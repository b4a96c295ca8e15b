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
    let (package, source) = try await registry.download(module, Version(1, 0, 0))
    #expect(package.files.map(\.path).contains("main.tf"))
    #expect(source == "https://registry.example.com/files/net.tgz")
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
      "https://registry.example.com/v1/a/b/c/1.0.0/download": .location("git::https://example.com/x.git"),
    ])
    let error = await #expect(throws: ModuleError.self) {
      try await registry.download(module, Version(1, 0, 0))
    }
    #expect(error?.message.contains("git::https://example.com/x.git") == true)
  }

  @Test func `what a server says instead of an answer is reported with its status`() async throws {
    var registry = registry([
      "https://registry.example.com/.well-known/terraform.json": .text(#"{"modules.v1": "/v1/"}"#)
    ])
    let error = await #expect(throws: ModuleError.self) { try await registry.versions(of: module) }
    #expect(error?.message.contains("status 404") == true)
  }

  // MARK: A registry of fixed answers

  enum Reply {
    case text(String)
    case bytes([UInt8])
    case location(String)
  }

  private func registry(_ replies: [String: Reply]) -> ModuleRegistry {
    ModuleRegistry { url throws(ModuleError) in
      switch replies[url.text] {
      case .text(let text): ModuleRegistry.Answer(status: 200, body: Array(text.utf8), url: url)
      case .bytes(let bytes): ModuleRegistry.Answer(status: 200, body: bytes, url: url)
      case .location(let place): ModuleRegistry.Answer(status: 204, body: [], location: place, url: url)
      case nil: ModuleRegistry.Answer(status: 404, body: [], url: url)
      }
    }
  }
}
