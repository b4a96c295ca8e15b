import Diagnostics
import Glibc
import Language
import TestSupport
import Testing
import Values

struct FileFunctionTests {
  private static let files = [
    "hello.txt": "Hello\n", "bin.dat": "x", "*": "star", "s/a.txt": "a", "s/s2/b.txt": "b", "s/.hidden": "h",
  ]

  private func value(_ expression: String, in folder: TemporaryDirectory) -> Value {
    let context = FunctionContext(workingDirectory: folder.path, homeDirectory: folder.path)
    let (value, diagnostics) = evaluate(expression, context: context)
    #expect(diagnostics.map(\.detail) == [])
    return value
  }

  private func reason(_ expression: String, in folder: TemporaryDirectory) -> String {
    let context = FunctionContext(workingDirectory: folder.path, homeDirectory: folder.path)
    return evaluate(expression, context: context).diagnostics.first?.detail ?? ""
  }

  @Test(arguments: [
    (#"file("hello.txt")"#, "Hello\n"), (#"file("./s/../hello.txt")"#, "Hello\n"),
    (#"file("~/s/a.txt")"#, "a"),
    (#"filebase64("s/a.txt")"#, "YQ=="), (#"filemd5("hello.txt")"#, "09f7e02f1290be211da707a266f153b3"),
    (#"filesha1("hello.txt")"#, "1d229271928d3f9e2bb0375bd6ce5db6c6d348d9"),
    (
      #"filesha256("hello.txt")"#, "66a045b452102c59d840ec097d59d9467e13a3f34f6494e539ffd32c1bb35f18"
    ),
    (#"filebase64sha256("hello.txt")"#, "ZqBFtFIQLFnYQOwJfVnZRn4To/NPZJTlOf/TLBuzXxg="),
  ])
  func `files are read from the working directory on`(expression: String, expected: String) {
    let folder = TemporaryDirectory(Self.files)
    #expect(value(expression, in: folder) == .string(expected))
  }

  @Test func `files that are no text are read as Base64 only`() {
    let folder = TemporaryDirectory([:])
    folder.write("bin.dat", bytes: [0xFF, 0xFE, 0])
    #expect(value(#"filebase64("bin.dat")"#, in: folder) == .string("//4A"))
    #expect(reason(#"file("bin.dat")"#, in: folder).contains("not valid UTF-8"))
  }

  @Test func `a file exists or does not, and a folder is no file`() {
    let folder = TemporaryDirectory(Self.files)
    #expect(value(#"fileexists("hello.txt")"#, in: folder) == .bool(true))
    #expect(value(#"fileexists("nosuch")"#, in: folder) == .bool(false))
    #expect(value(#"fileexists("hello.txt/x")"#, in: folder) == .bool(false))
    #expect(reason(#"fileexists("s")"#, in: folder).contains("is a directory"))
  }

  @Test(arguments: [
    #"file("nosuch")"#, #"file("s")"#, #"file("")"#, #"filemd5("nosuch")"#, #"file("~other/x")"#,
  ])
  func `what is no readable file is refused`(expression: String) {
    let folder = TemporaryDirectory(Self.files)
    #expect(!reason(expression, in: folder).isEmpty)
  }

  @Test(
    arguments: [
      ("*", ["*", "bin.dat", "hello.txt"]),
      ("**", ["*", "bin.dat", "hello.txt", "s/.hidden", "s/a.txt", "s/s2/b.txt"]),
      ("**/*.txt", ["hello.txt", "s/a.txt", "s/s2/b.txt"]), ("*.{txt,dat}", ["bin.dat", "hello.txt"]),
      ("s/*", ["s/.hidden", "s/a.txt"]), ("h?llo.txt", ["hello.txt"]), ("[a-c]*", ["bin.dat"]),
      ("[^a-h]*", ["*"]), ("nosuch*", []), ("s", []), (#"\\*"#, ["*"]), ("**/s2/*", ["s/s2/b.txt"]),
      ("s/**", ["s/.hidden", "s/a.txt", "s/s2/b.txt"]), ("../*", []), ("/hello.txt", ["hello.txt"]), ("", []),
    ] as [(String, [String])])
  func `a set of files is those that match`(pattern: String, expected: [String]) {
    let folder = TemporaryDirectory(Self.files)
    let wanted = Value.set(expected.map { Value.string($0) }, of: .string)
    #expect(value("fileset(\".\", \"\(pattern)\")", in: folder) == wanted)
  }

  @Test func `links are followed, but not in circles`() {
    let folder = TemporaryDirectory(["d/s/a.txt": "a"])
    #expect(symlink("s", folder.path + "/d/link") == 0)
    #expect(symlink("..", folder.path + "/d/s/up") == 0)
    let wanted = Value.set([.string("link/a.txt"), .string("s/a.txt")], of: .string)
    #expect(value(#"fileset("d", "**")"#, in: folder) == wanted)
  }

  @Test(arguments: ["[", "{a", "{a,b/c}"])
  func `a pattern that does not close is refused`(pattern: String) {
    let folder = TemporaryDirectory(Self.files)
    #expect(reason("fileset(\".\", \"\(pattern)\")", in: folder).contains("syntax error in pattern"))
  }
}
