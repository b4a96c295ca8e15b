import Addresses
import Language
import PluginHost
import ProviderKit
import TestSupport
import Testing

@testable import ProviderInstaller

@Suite struct ProviderInstallerTests {
  let folder: TemporaryDirectory
  let address = ProviderAddress(namespace: "acme", type: "thing")

  init() {
    let mirror = "mirror/registry.terraform.io/acme/thing"
    let platform = Platform.current
    folder = TemporaryDirectory([
      "\(mirror)/1.0.0/\(platform)/terraform-provider-thing_v1.0.0": "one",
      "\(mirror)/1.2.0/\(platform)/terraform-provider-thing_v1.2.0_x5": "two",
      "\(mirror)/2.0.0-rc1/\(platform)/terraform-provider-thing": "candidate",
      "\(mirror)/3.0.0/windows_arm/terraform-provider-thing": "elsewhere",
      "other/registry.terraform.io/acme/thing/1.2.0/\(platform)/terraform-provider-thing_v1.2.0_x5":
        "not two",
    ])
  }

  private func installer(
    mirror: String = "mirror", _ adjust: (inout ProviderInstaller.Settings) -> Void = { _ in }
  ) -> ProviderInstaller {
    var configuration = CLIConfiguration()
    configuration.methods = [InstallationMethod(.folder("\(folder.path)/\(mirror)"))]
    var settings = ProviderInstaller.Settings(
      configuration: configuration, environment: [:], dataFolder: "\(folder.path)/data",
      lockFile: "\(folder.path)/lock.hcl", cacheFolder: "\(folder.path)/cache")
    adjust(&settings)
    return ProviderInstaller(settings, client: HTTPClient())
  }

  private func constraint(_ text: String) throws -> [VersionConstraint] {
    [try #require(VersionConstraint(text))]
  }

  @Test(arguments: [
    ("", "1.2.0"), ("~> 1.0.0", "1.0.0"), ("2.0.0-rc1", "2.0.0-rc1"), ("< 1.2", "1.0.0"),
  ])
  func `the newest version that fits is taken`(wanted: String, version: String) async throws {
    let constraints = wanted.isEmpty ? [] : try constraint(wanted)
    let binary = try await installer().binary(of: address, constraints)
    #expect(binary.version == version)
    #expect(try LockFile(path: "\(folder.path)/lock.hcl")[address]?.constraints == wanted)
  }

  @Test(arguments: ["> 1.2", "~> 3.0", "2.0.0"])
  func `without one there is an error that names what there is`(wanted: String) async throws {
    let constraints = try constraint(wanted)
    let error = await #expect(throws: InstallError.self) {
      try await installer().binary(of: address, constraints)
    }
    #expect(error?.message.contains("1.0.0, 1.2.0, 2.0.0-rc1") == true)
  }

  @Test func `the lock file decides, until an upgrade is asked for`() async throws {
    _ = try await installer().binary(of: address, constraint("~> 1.0.0"))
    #expect(try await installer().binary(of: address).version == "1.0.0")
    #expect(try await installer { $0.isUpgrade = true }.binary(of: address).version == "1.2.0")
    #expect(try await installer().binary(of: address).version == "1.2.0")
  }

  @Test func `a lock file that does not fit the configuration is an error`() async throws {
    _ = try await installer().binary(of: address, constraint("1.0.0"))
    let other = try constraint("1.2.0")
    await #expect(throws: InstallError.self) { try await installer().binary(of: address, other) }
  }

  @Test func `a package that is not the locked one is refused`() async throws {
    _ = try await installer().binary(of: address, constraint("1.2.0"))
    await #expect(throws: InstallError.self) {
      try await installer(mirror: "other") { $0.dataFolder = "\(folder.path)/elsewhere" }.binary(of: address)
    }
  }

  @Test func `what was installed and then changed is not used`() async throws {
    _ = try await installer().binary(of: address, constraint("1.2.0"))
    let program = "1.2.0/\(Platform.current)/terraform-provider-thing_v1.2.0_x5"
    folder.write("mirror/registry.terraform.io/acme/thing/\(program)", "changed")
    await #expect(throws: InstallError.self) { try await installer().binary(of: address) }
  }

  @Test func `a lock file that may not change is not changed`() async throws {
    await #expect(throws: InstallError.self) {
      try await installer { $0.mayLock = false }.binary(of: address)
    }
    #expect(try LockFile(path: "\(folder.path)/lock.hcl").entries.isEmpty)
  }

  @Test func `a provider that somebody works on is taken as it is`() async throws {
    let path = "\(folder.path)/mirror/registry.terraform.io/acme/thing/1.0.0/\(Platform.current)"
    let binary = try await installer { $0.configuration.overrides[address] = path }.binary(of: address)
    #expect(binary.version == nil)
    #expect(binary.path == "\(path)/terraform-provider-thing_v1.0.0")
    #expect(try LockFile(path: "\(folder.path)/lock.hcl").entries.isEmpty)
  }

  @Test func `a mirror of what is unpacked is a mirror`() async throws {
    let target = "\(folder.path)/copy"
    let version = try await installer().mirror(address, [], for: [.current], to: target)
    #expect(version == "1.2.0")
    let copy = try await installer(mirror: "copy") { $0.dataFolder = "\(folder.path)/elsewhere" }.binary(
      of: address)
    let original = try await installer().binary(of: address)
    #expect(copy.version == "1.2.0")
    // The lock file, which the first of them has written, would refuse another package.
    #expect(original.version == "1.2.0")
  }
}
