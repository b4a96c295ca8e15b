import ProviderAPI
import ProviderKit
import ProviderTestKit
import TestSupport
import Testing
import Values

@testable import ProviderUtility

struct ArchiveProviderTests {
  private let folder = TemporaryDirectory()

  @Test(arguments: ["zip", "tar.gz"])
  func `what goes into an archive comes out of it`(_ type: String) async throws {
    let path = folder.path
    for (name, content) in [("src/a.txt", "a"), ("src/b/c.sh", "echo"), ("src/b/left-out.log", "x")] {
      try LocalFile.write(Array(content.utf8), to: "\(path)/\(name)", mode: 0o755, folderMode: 0o755)
    }
    let provider = try await BuiltInProvider.configured(ArchiveProvider())
    let read = try await provider.readData(
      "archive_file",
      [
        "type": .string(type), "source_dir": .string("\(path)/src"),
        "output_path": .string("\(path)/out.\(type)"),
        "excludes": .set([.string("**/*.log")], of: .string),
      ]
    ).object.keyedElements
    let list =
      type == "zip"
      ? "import zipfile as z; f=z.ZipFile(p); r={i.filename:(f.read(i).decode(),oct(i.external_attr>>16&0o777)) for i in f.infolist()}"
      : "import tarfile as t; f=t.open(p); r={i.name:(f.extractfile(i).read().decode(),oct(i.mode)) for i in f}"
    let output = try await run("p='\(path)/out.\(type)'; \(list); print(sorted(r.items()))")
    #expect(output == "[('a.txt', ('a', '0o755')), ('b/c.sh', ('echo', '0o755'))]\n")
    let bytes = try #require(try LocalFile.read("\(path)/out.\(type)"))
    #expect(read?["output_size"] == .number(bytes.count))
    #expect(read?["output_base64sha256"]?.asString == FileChecksums(bytes).base64sha256)
    #expect(read?["id"] == read?["output_sha"])
  }

  @Test func `a name that is too long for the format gets a header of its own`() async throws {
    let path = folder.path
    let name = String(repeating: "n", count: 150)
    let provider = try await BuiltInProvider.configured(ArchiveProvider())
    _ = try await provider.readData(
      "archive_file",
      [
        "type": .string("tar.gz"), "source_content": .string("x"), "source_content_filename": .string(name),
        "output_path": .string("\(path)/out"),
      ])
    let output = try await run("import tarfile; print(tarfile.open('\(path)/out').getnames()[0])")
    #expect(output == name + "\n")
  }

  @Test func `a source that is not there is an error that names it`() async throws {
    let provider = try await BuiltInProvider.configured(ArchiveProvider())
    await #expect(throws: ProviderError(.notFound, "")) {
      _ = try await provider.readData(
        "archive_file",
        ["type": .string("zip"), "source_dir": .string("/nowhere"), "output_path": .string("/nowhere/out")])
    }
  }

  private func run(_ program: String) async throws -> String {
    let result = try await ProcessRunner().run(
      ProcessCommand("python3", ["-c", program], environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
    return String(decoding: result.output, as: UTF8.self)
  }
}
