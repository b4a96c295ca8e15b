import Glibc
import ProviderAPI
import ProviderKit
import ProviderTestKit
import Synchronization
import TestSupport
import Testing
import Values

@testable import ProviderUtility

struct LocalProviderTests {
  private let folder = TemporaryDirectory()

  private func provider() async throws -> BuiltInProvider<LocalProvider> {
    try await .configured(LocalProvider(environment: ["PATH": "/usr/bin:/bin"]))
  }

  @Test(arguments: ["local_file", "local_sensitive_file"])
  func `a file lives and dies`(type: String) async throws {
    let path = Value.string(folder.path + "/deep/er/file")
    var trial = ResourceTrial(
      type, of: try await provider(), ["filename": path, "content": .string("s3cret")],
      replacing: ["filename": path, "content": .string("other")])
    trial.importID = nil
    trial.secrets = ["s3cret"]
    try await trial.verify()
    #expect(try LocalFile.read(folder.path + "/deep/er/file") == nil)
  }

  @Test func `the content comes from text, from base 64 or from another file`() async throws {
    let provider = try await provider()
    let (one, two, three) = (folder.path + "/1", folder.path + "/2", folder.path + "/3")
    _ = try await provider.create("local_file", ["filename": .string(one), "content": .string("hi")])
    _ = try await provider.create(
      "local_file", ["filename": .string(two), "content_base64": .string("aGk=")])
    _ = try await provider.create("local_file", ["filename": .string(three), "source": .string(one)])
    for path in [one, two, three] { #expect(try LocalFile.read(path) == Array("hi".utf8)) }
  }

  @Test func `a file and the folders made for it have the modes that were asked for`() async throws {
    let path = folder.path + "/made/file"
    _ = try await provider().create(
      "local_file",
      [
        "filename": .string(path), "content": .string(""), "file_permission": .string("0640"),
        "directory_permission": .string("750"),
      ])
    #expect(mode(path) == 0o640)
    #expect(mode(folder.path + "/made") == 0o750)
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    stat(path, &status)
    return status.st_mode & 0o777
  }

  @Test func `a file that someone changed or deleted is no longer the resource's`() async throws {
    let provider = try await provider()
    let path = folder.path + "/file"
    let object = try await provider.create(
      "local_file", ["filename": .string(path), "content": .string("a")])
    try LocalFile.write([1], to: path, mode: 0o600, folderMode: 0o700)
    let changed = try await provider.read(ReadRequest(type: "local_file", current: object))
    #expect(changed.object.isNull)
    try LocalFile.remove(path)
    let deleted = try await provider.read(ReadRequest(type: "local_file", current: object))
    #expect(deleted.object.isNull)
  }

  @Test func `what a cut-off creation wrote is found when it is whole`() async throws {
    let provider = try await provider()
    let path = folder.path + "/file"
    let object = try await provider.create(
      "local_file", ["filename": .string(path), "content": .string("abc")])
    let request = LocateRequest(type: "local_file", operation: "1", planned: object, config: object)
    guard case .found(let found) = try await provider.locate(request) else {
      Issue.record("The file is not found.")
      return
    }
    #expect(found.keyedElements?["id"] == object.keyedElements?["id"])
    try LocalFile.write([97], to: path, mode: 0o600, folderMode: 0o700)
    guard case .absent = try await provider.locate(request) else {
      Issue.record("Half a file is taken for the whole.")
      return
    }
  }

  @Test func `a data source shows the content and its checksums`() async throws {
    let path = folder.path + "/file"
    try LocalFile.write(Array("hi".utf8), to: path, mode: 0o600, folderMode: 0o700)
    let read = try await provider().readData("local_file", ["filename": .string(path)]).object.keyedElements
    #expect(read?["content"] == .string("hi"))
    #expect(read?["content_base64"] == .string("aGk="))
    #expect(read?["content_md5"] == .string("49f68a5c8493ec2c0bf489821c21fc3b"))
    #expect(read?["id"] == .string("c22b5f9178342609428d6f51b2c5af4c0bde6a42"))
    #expect(read?["content_base64sha256"] == .string("j0NDRmSPa5bfid2pAcUXaxCm2Dlh3TwayItZstwyeqQ="))
  }

  @Test func `a file that is not there is an error that names it`() async throws {
    let provider = try await provider()
    await #expect(throws: ProviderError(.notFound, "")) {
      try await provider.readData("local_file", ["filename": .string(folder.path + "/none")])
    }
  }

  @Test func `exactly one content must be given`() async throws {
    let provider = try await provider()
    let file = Value.string("f")
    let none = try await provider.problems(.managed, "local_file", ["filename": file])
    #expect(none.count == 1)
    let two: KeyedValues = ["filename": file, "content": .string("a"), "source": .string("b")]
    let both = try await provider.problems(.managed, "local_sensitive_file", two)
    #expect(both.count == 1)
  }

  @Test func `a place that cannot be written is an error, not a crash`() async throws {
    let provider = try await provider()
    for path in ["/proc/none/file", folder.path] {
      await #expect(throws: ProviderError.self) {
        try await provider.create("local_file", ["filename": .string(path), "content": .string("a")])
      }
    }
  }

  @Test func `a program's output and status are read`() async throws {
    var config: KeyedValues = [
      "command": .string("sh"), "stdin": .string("in"),
      "arguments": .list([.string("-c"), .null(.string), .string("cat; exit 3")], of: .string),
    ]
    let refused = config
    await #expect(throws: ProviderError(.invalid, "")) {
      _ = try await provider().readData("local_command", refused)
    }
    config["allow_non_zero_exit_code"] = .bool(true)
    let object = try await provider().readData("local_command", config).object.keyedElements
    #expect(object?["stdout"] == .string("in"))
    #expect(object?["exit_code"] == .number(3))
  }

  @Test func `an action runs a program and tells what it writes`() async throws {
    let provider = try await provider()
    let schema = try #require(try await provider.schema(of: .action, "local_command"))
    let told = Mutex<[String]>([])
    func invoke(_ script: String) async throws -> [ProviderDiagnostic] {
      let config = schema.block.config([
        "command": .string("sh"), "arguments": .list([.string("-c"), .string(script)], of: .string),
        "environment": .map(["WHO": .string("world")], of: .string),
      ])
      return try await provider.invokeAction(
        ActionRequest(type: "local_command", config: config),
        Operation(id: "test", report: { line in told.withLock { $0.append(line) } }))
    }
    #expect(try await invoke("echo hello $WHO").isEmpty)
    #expect(told.withLock { $0 } == ["hello world\n"])
    await #expect(throws: ProviderError(.invalid, "")) { _ = try await invoke("exit 1") }
  }

  @Test func `direxists knows folders from files and from nothing`() throws {
    let exists = try #require(LocalProvider.functions["direxists"])
    #expect(try exists.body([.string("/tmp")]) == .bool(true))
    #expect(try exists.body([.string("/tmp/there/is/nothing")]) == .bool(false))
    #expect(throws: ProviderFunctionError.self) { try exists.body([.string("/etc/hostname")]) }
  }
}
