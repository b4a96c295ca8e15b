import Glibc
import TestSupport
import Testing

@testable import Templates

@Suite struct FolderReaderTests {
  private func paths(_ folder: TemporaryDirectory) throws -> [String] {
    try FolderReader.read(folder.path).files.map(\.path)
  }

  @Test func `what tools leave behind stays out`() throws {
    let folder = TemporaryDirectory([
      "main.tf": "", ".git/config": "", ".terraform/providers/x": "", "terraform.tfstate": "",
      "sub/terraform.tfstate.backup": "", "a.tfplan": "", ".rcw/history/1": "",
      ".rcw/modules.lock.json": "{}",
      ".terraform.lock.hcl": "", ".dockerignore": "", "build/Dockerfile": "",
    ])
    #expect(
      try paths(folder) == [
        ".dockerignore", ".rcw/modules.lock.json", ".terraform.lock.hcl", "build/Dockerfile", "main.tf",
      ])
  }

  @Test(arguments: [
    ("*.log", ["a.log", "x/b.log"], ["a.txt"]),
    ("/only", ["only"], ["x/only"]),
    ("out/", ["out/a"], ["x/out"]),
    ("a/*.txt", ["a/b.txt"], ["c/a/b.txt"]),
    ("**/deep", ["deep", "x/y/deep"], ["deeper"]),
    ("x/**/z", ["x/z", "x/a/b/z"], ["z"]),
    ("# note\n\n\\#real", ["#real"], ["note"]),
    ("*.pem\n!keep.pem", ["a.pem"], ["keep.pem"]),
    ("[a-c]?", ["b1"], ["d1", "b"]),
    ("[!a]x", ["bx"], ["ax"]),
    ("sp\\ ace", ["sp ace"], ["space"]),
  ])
  func `gitignore patterns mean what git says`(_ rules: String, _ ignored: [String], _ kept: [String]) throws
  {
    let folder = TemporaryDirectory()
    for name in ignored + kept { folder.write(name, "") }
    folder.write(".gitignore", rules)
    #expect(try Set(paths(folder)) == Set(kept + [".gitignore"]))
  }

  @Test func `rules in a folder go before those above it`() throws {
    let folder = TemporaryDirectory([
      ".gitignore": "*.txt", "sub/.gitignore": "!a.txt\n/b", "sub/a.txt": "", "b": "",
    ])
    #expect(try paths(folder) == [".gitignore", "b", "sub/.gitignore", "sub/a.txt"])
  }

  @Test func `a pattern with many stars takes no time`() throws {
    let folder = TemporaryDirectory([String(repeating: "a", count: 200): ""])
    folder.write(".gitignore", String(repeating: "*a", count: 60) + "b")
    #expect(try paths(folder).count == 2)
  }

  @Test func `everything that cannot be part of a template is named`() throws {
    let folder = TemporaryDirectory([
      "main.tf": "",
      "weights.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
    ])
    folder.write("huge.bin", bytes: [UInt8](repeating: 1, count: FolderReader.maxFileBytes + 1))
    symlink("../../etc/passwd", "\(folder.path)/out")
    symlink("/etc/passwd", "\(folder.path)/absolute")
    symlink("main.tf", "\(folder.path)/inside.tf")
    mkfifo("\(folder.path)/pipe", 0o600)
    let error = try #require(throws: TemplateError.self) { try FolderReader.read(folder.path) }
    #expect(error.code == .unacceptable)
    for name in ["weights.bin", "huge.bin", "out:", "absolute", "pipe"] {
      #expect(error.message.contains(name))
    }
    #expect(!error.message.contains("inside.tf"))
  }

  @Test func `a folder that is not there is unreadable`() {
    #expect(throws: TemplateError(.unreadable, "")) { try FolderReader.read("/nowhere/at/all") }
  }
}
