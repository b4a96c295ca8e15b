import Glibc
import TestSupport
import Testing

@testable import Templates

@Suite struct ContentFoldersTests {
  private let content = TemplateContent([.init("main.tf", Array("# one".utf8))])

  @Test func `what a killed process has left is removed`() throws {
    let folder = TemporaryDirectory([".draft-99999999-1/a/b": "", ".draft-\(getpid())-1/a": "", "kept/a": ""])
    let draft = try ContentFolders(folder.path).write(content)
    #expect(try FolderReader.read(draft) == content)
    #expect(access("\(folder.path)/.draft-99999999-1", F_OK) != 0)
    #expect(folder.read(".draft-\(getpid())-1/a") != nil && folder.read("kept/a") != nil)
  }

  @Test func `many can make one folder at once`() async throws {
    let folder = TemporaryDirectory()
    let folders = ContentFolders(folder.path)
    let places = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 { group.addTask { [content] in try folders.make("abc", content) } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(places == ["\(folder.path)/abc"])
    #expect(try FolderReader.read("\(folder.path)/abc") == content)
  }

  @Test func `a link is never written through`() throws {
    let folder = TemporaryDirectory(["outside": "precious", "in/x": ""])
    symlink("\(folder.path)/outside", "\(folder.path)/in/main.tf")
    #expect(throws: TemplateError(.unwritable, "")) {
      try ContentFolders.write(content, into: "\(folder.path)/in")
    }
    #expect(folder.read("outside") == "precious")
  }
}
