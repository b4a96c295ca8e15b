import Glibc
import Language
import TestSupport
import Testing

@testable import ModuleInstaller

@Suite struct TemporaryPathTests {
  /// No process has it: the kernel's numbers end at 2^22.
  private static let nobody = 99_999_999

  @Test func `what a killed process left is removed, and nothing else is`() throws {
    let directory = TemporaryDirectory([
      ".git-\(Self.nobody)-1/objects/pack": "", ".git-\(getpid())-1/objects/pack": "",
      ".draft-\(Self.nobody)-1/main.tf": "", ".git-mine/config": "", "git-\(Self.nobody)-1/main.tf": "",
    ])
    let path = FileSystem.temporaryPath("git", in: directory.path)
    #expect(path.hasPrefix("\(directory.path)/.git-\(getpid())-"))
    #expect(
      Set(try FileSystem.names(in: directory.path)) == [
        ".git-\(getpid())-1", ".draft-\(Self.nobody)-1", ".git-mine", "git-\(Self.nobody)-1",
      ])
  }
}
