import Addresses
import Language
import TestSupport
import Testing

@testable import ProviderInstaller

@Suite struct LockFileTests {
  /// As Terraform 1.15 wrote it.
  static let text = """
    # This file is maintained automatically by "terraform init".
    # Manual edits may be lost in future updates.

    provider "registry.terraform.io/hashicorp/aws" {
      version = "3.39.0"
      hashes = [
        "h1:bbb=",
        "zh:0a",
      ]
    }

    provider "registry.terraform.io/hashicorp/null" {
      version     = "2.1.2"
      constraints = "~> 2.1"
      hashes = [
        "h1:aaa=",
      ]
    }

    """

  @Test func `reads and writes the format of Terraform`() throws {
    let folder = TemporaryDirectory(["lock.hcl": Self.text])
    let lock = try LockFile(path: "\(folder.path)/lock.hcl")
    let entry = try #require(lock[ProviderAddress(impliedBy: "null")])
    #expect(entry.version == Version(2, 1, 2))
    #expect(entry.constraints == "~> 2.1")
    #expect(entry.hashes == ["h1:aaa="])
    let body = { (text: String) in text.split(separator: "\n").filter { !$0.hasPrefix("#") } }
    #expect(body(lock.text) == body(Self.text))
  }

  @Test(arguments: [
    "provider {}", "provider \"a/b\" {}", "provider \"a/b\" { version = \"x\" }", "provider {",
  ])
  func `a damaged file is an error`(text: String) throws {
    let folder = TemporaryDirectory(["lock.hcl": text])
    #expect(throws: InstallError.self) { try LockFile(path: "\(folder.path)/lock.hcl") }
  }
}
