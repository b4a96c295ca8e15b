import Addresses
import Diagnostics
import Language
import ProviderKit
import TestSupport
import Testing

@testable import ModuleInstaller

struct ModuleInstallerTests {
  let mirror = TemporaryDirectory()
  let home = TemporaryDirectory()
  static let address = "registry.example.com/team/net/docker"

  @Test func `the newest acceptable version of a mirror is taken, cached and locked`() async throws {
    for version in ["1.0.0", "1.9.0", "1.10.0", "2.0.0", "1.11.0-rc.1"] {
      mirror.write("\(Self.address)/\(version)/main.tf", "# \(version)\n")
    }
    let found = try await resolve("~> 1.0")
    #expect(found.version == Version(1, 10, 0))
    #expect(found.directory.hasPrefix(home.path + "/cache/sha256-"))
    #expect(home.read("lock.json")?.contains("\"version\": \"1.10.0\"") == true)
  }

  @Test func `a locked version is kept when newer ones appear, and without any mirror`() async throws {
    mirror.write("\(Self.address)/1.0.0/main.tf", "# 1.0.0\n")
    let first = try await resolve("~> 1.0")
    mirror.write("\(Self.address)/1.1.0/main.tf", "# 1.1.0\n")
    #expect(try await resolve("~> 1.0") == first)
    #expect(try await resolve("~> 1.0", mirrors: []) == first)
    #expect(try await resolve("~> 1.0", isUpgrade: true).version == Version(1, 1, 0))
  }

  @Test func `the same content is stored once, whatever it is called`() async throws {
    mirror.write("\(Self.address)/1.0.0/main.tf", "# same\n")
    mirror.write("\(Self.address)/1.0.1/main.tf", "# same\n")
    let first = try await resolve("1.0.0")
    let second = try await resolve("1.0.1")
    #expect(first.directory == second.directory)
  }

  @Test func `an emptied cache is filled again with what was locked`() async throws {
    mirror.write("\(Self.address)/1.0.0/main.tf", "# 1.0.0\n")
    let first = try await resolve("~> 1.0")
    mirror.write("\(Self.address)/1.1.0/main.tf", "# 1.1.0\n")
    home.remove(home.path + "/cache")
    #expect(try await resolve("~> 1.0") == first)
  }

  @Test func `content that changed under a locked version is refused`() async throws {
    mirror.write("\(Self.address)/1.0.0/main.tf", "# first\n")
    _ = try await resolve("~> 1.0")
    mirror.write("\(Self.address)/1.0.0/main.tf", "# changed\n")
    home.remove(home.path + "/cache")
    await #expect(throws: DiagnosticsError.self) { try await resolve("~> 1.0") }
  }

  @Test func `an archive in a mirror stands for its directory`() async throws {
    mirror.write("\(Self.address)/1.0.0.tar.gz", bytes: SampleArchive.bytes)
    let found = try await resolve(nil)
    #expect(Directory(found.directory).exists)
    #expect(try Directory(found.directory).names() == ["long", "main.tf", "run.sh"])
  }

  @Test func `a mirror may hold Coder's modules under their old name`() async throws {
    mirror.write("registry.coder.com/modules/zed/coder/1.0.0/main.tf", "# zed\n")
    let found = try await resolve(nil, source: "registry.coder.com/coder/zed/coder")
    #expect(found.version == Version(1, 0, 0))
  }

  @Test func `a subdirectory of a module is given, and must exist`() async throws {
    mirror.write("\(Self.address)/1.0.0/modules/a/main.tf", "# a\n")
    let found = try await resolve(nil, source: Self.address + "//modules/a")
    #expect(found.directory.hasSuffix("/modules/a"))
    await #expect(throws: DiagnosticsError.self) {
      try await resolve(nil, source: Self.address + "//modules/b")
    }
  }

  @Test func `a registry that cannot be reached is an error that names the mirror setting`() async throws {
    let problem = await #expect(throws: DiagnosticsError.self) { try await resolve("~> 1.0") }
    let detail = try #require(problem?.diagnostics.first?.detail)
    #expect(detail.contains("RCW_MODULE_MIRROR=DIR\n"))
    #expect(detail.contains("DIR/\(Self.address)/VERSION/main.tf"))
    #expect(detail.contains("offline"))
  }

  @Test func `a damaged lock file is an error and stays as it is`() async throws {
    home.write("lock.json", "{")
    await #expect(throws: DiagnosticsError.self) { try await resolve(nil) }
    #expect(home.read("lock.json") == "{")
  }

  // MARK: What the tests share

  private func resolve(
    _ constraint: String?, source: String = Self.address, mirrors: [String]? = nil, isUpgrade: Bool = false
  ) async throws -> ResolvedModule {
    var settings = ModuleInstaller.Settings(
      cacheDirectory: home.path + "/cache", lockFile: home.path + "/lock.json",
      mirrors: mirrors ?? [mirror.path])
    settings.isUpgrade = isUpgrade
    let offline = WebReader { _ throws(ModuleError) in throw ModuleError("The network is offline.") }
    var installer = ModuleInstaller(settings, web: offline)
    let range = SourceRange(SourceFile(name: "main.tf", text: ""), 0..<0)
    return try await installer.resolve(
      ModuleRequest(
        path: ModulePath(["net"]), source: try #require(ModuleSource(source)), sourceRange: range,
        version: constraint.flatMap { VersionConstraint($0) }, versionRange: nil, callerDirectory: ".",
        context: range))
  }
}
