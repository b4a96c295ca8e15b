import Addresses
import Diagnostics
import Language
import ProviderKit
import TestSupport
import Testing

@testable import ModuleInstaller

/// Modules from real repositories, read with the real git, and from archives of a web of fixed answers.
struct RemoteModuleTests {
  let home = TemporaryDirectory()
  let work = TemporaryDirectory()

  @Test func `a repository is read at a branch, a tag or a commit, in full or in part`() async throws {
    let first = try await commit(["modules/a/main.tf": "# one\n", "README.md": "x"])
    try await git("tag", "v1")
    _ = try await commit(["modules/a/main.tf": "# two\n"])
    try await git("branch", "next")
    for (ref, text) in [
      ("v1", "# one\n"), ("next", "# two\n"), (first, "# one\n"), (String(first.prefix(9)), "# one\n"),
    ] {
      let found = try await resolve("git::\(repository)//modules/a?ref=\(ref)")
      #expect(try main(in: found) == text)
    }
    #expect(
      Directory(try await resolve("git::file://\(repository)")).path(of: "README.md").hasPrefix(home.path))
  }

  @Test func `a branch stays where it was locked until an upgrade`() async throws {
    _ = try await commit(["main.tf": "# one\n"])
    _ = try await resolve("git::\(repository)")
    let locked = try #require(home.read("lock.json"))
    _ = try await commit(["main.tf": "# two\n"])
    #expect(try main(in: try await resolve("git::\(repository)")) == "# one\n")
    // The cache is gone: the very commit is fetched again.
    home.remove(home.path + "/cache")
    #expect(try main(in: try await resolve("git::\(repository)")) == "# one\n")
    #expect(home.read("lock.json") == locked)
    #expect(try main(in: try await resolve("git::\(repository)", isUpgrade: true)) == "# two\n")
  }

  @Test func `after the first time no repository is needed`() async throws {
    _ = try await commit(["main.tf": "# one\n"])
    let found = try await resolve("git::\(repository)")
    work.remove(repository)
    #expect(try await resolve("git::\(repository)") == found)
  }

  @Test func `links and submodules are part of a module`() async throws {
    _ = try await commit(["main.tf": "# inner\n"], in: "inner")
    _ = try await commit(["shared/main.tf": "# shared\n"])
    try await git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", "../inner", "inner")
    try await run("ln", ["-s", "shared/main.tf", "\(repository)/main.tf"])
    _ = try await commit([:])
    let found = try await resolve("git::\(repository)")
    #expect(try main(in: found) == "# shared\n")
    #expect(try FileSystem.read("\(found)/inner/main.tf") == Array("# inner\n".utf8))
  }

  @Test func `what comes from elsewhere cannot make us read a repository of this machine`() async throws {
    _ = try await commit(["main.tf": "# one\n"])
    let submodule = GitRepository(
      directory: "\(home.path)/clone", address: try GitAddress(repository), environment: Self.environment,
      allowsFiles: false)
    let error = await #expect(throws: ModuleError.self) { try await submodule.fetch(nil) }
    #expect(error?.message.contains("transport 'file' not allowed") == true)
  }

  @Test func `a link out of a repository is refused`() async throws {
    try await run("mkdir", ["-p", repository])
    try await run("ln", ["-s", "/etc/passwd", "\(repository)/main.tf"])
    _ = try await commit([:])
    #expect(try await problem("git::\(repository)")?.contains("leads out of it") == true)
    #expect(home.read("lock.json") == nil)
  }

  @Test func `what is not in a repository is said, and nothing is left behind`() async throws {
    _ = try await commit(["main.tf": "# one\n"])
    let missing = try await problem("git::\(repository)?ref=v9")
    #expect(missing?.contains("git cannot fetch from \(repository):\n    fatal:") == true)
    let directory = try await problem("git::\(repository)//modules/x")
    #expect(directory?.contains("no directory \"modules/x\"") == true)
    #expect(try Directory(home.path + "/cache").names().allSatisfy { !$0.hasPrefix(".git") })
  }

  @Test func `a version has no meaning outside of registries`() async throws {
    let problem = try await problem("git::https://example.com/net.git", version: "~> 1.0")
    #expect(problem?.contains("?ref=NAME") == true)
  }

  // MARK: Archives

  @Test func `an archive is fetched, checked and unpacked`() async throws {
    let sha256 = "c4a3ba1b4ef7e4c3dd1f2b6bd19d1a3c1a0a5e6a7b8c9d0e1f2a3b4c5d6e7f80"
    let web: [String: FixedWeb.Reply] = [
      "https://example.com/net.tgz": .bytes(SampleArchive.bytes),
      "https://example.com/get/net": .bytes(SampleArchive.zip),
    ]
    let found = try await resolve("https://example.com/net.tgz//net-1.0", web: web)
    #expect(try Directory(found).names().contains("main.tf"))
    let star = try await resolve("https://example.com/get/net//*?archive=zip", web: web)
    #expect(try Directory(star).names() == ["main.tf", "run.sh"])
    let wrong = try await problem("https://example.com/net.tgz?checksum=sha256:\(sha256)", web: web)
    #expect(wrong?.contains("does not have the checksum") == true)
  }

  @Test func `a page says where the module is`() async throws {
    let page =
      #"<html><head><META NAME="x" CONTENT="y"><meta name="terraform-get" content="/files/net.tgz//net-1.0" /></head>"#
    let web: [String: FixedWeb.Reply] = [
      "https://example.com/a?terraform-get=1": .location("./b"),
      "https://example.com/b?terraform-get=1": .text(page),
      "https://example.com/files/net.tgz": .bytes(SampleArchive.bytes),
      "https://example.com/loop?terraform-get=1": .location("/loop"),
      "https://example.com/none?terraform-get=1": .text("hello"),
    ]
    let found = try await resolve("https://example.com/a", web: web)
    #expect(try Directory(found).names().contains("main.tf"))
    #expect(try await resolve("https://example.com/a") == found)
    #expect(try await problem("https://example.com/loop", web: web)?.contains("chain of pages") == true)
    #expect(try await problem("https://example.com/none", web: web)?.contains("?archive=zip") == true)
    #expect(try await problem("https://example.com/gone", web: web)?.contains("status 404") == true)
  }

  // MARK: What the tests share

  private var repository: String { "\(work.path)/outer" }

  private func resolve(
    _ source: String, version: String? = nil, web: [String: FixedWeb.Reply] = [:], isUpgrade: Bool = false
  ) async throws -> String {
    var settings = ModuleInstaller.Settings(
      cacheDirectory: home.path + "/cache", lockFile: home.path + "/lock.json")
    settings.isUpgrade = isUpgrade
    settings.environment = Self.environment
    var installer = ModuleInstaller(settings, web: FixedWeb.reader(web))
    let range = SourceRange(SourceFile(name: "main.tf", text: ""), 0..<0)
    return try await installer.resolve(
      ModuleRequest(
        path: ModulePath(["net"]), source: try #require(ModuleSource(source)), sourceRange: range,
        version: version.flatMap { VersionConstraint($0) }, versionRange: nil, callerDirectory: ".",
        context: range)
    ).directory
  }

  /// What is wrong with a source; nil when nothing is.
  private func problem(
    _ source: String, version: String? = nil, web: [String: FixedWeb.Reply] = [:]
  ) async throws -> String? {
    do {
      _ = try await resolve(source, version: version, web: web)
      return nil
    } catch let error as DiagnosticsError {
      return error.diagnostics.first?.detail
    }
  }

  private func main(in directory: String) throws -> String {
    String(decoding: try FileSystem.read("\(directory)/main.tf"), as: UTF8.self)
  }

  /// Writes files and commits all there is; gives the commit.
  private func commit(_ files: [String: String], in name: String = "outer") async throws -> String {
    for (path, text) in files { work.write("\(name)/\(path)", text) }
    let directory = "\(work.path)/\(name)"
    if !Directory(directory + "/.git").exists {
      try await run("git", ["init", "--quiet", "--initial-branch=main", directory])
    }
    try await run("git", ["-C", directory, "add", "--all"])
    try await run("git", ["-C", directory, "commit", "--quiet", "--allow-empty", "--message=x"])
    return try await run("git", ["-C", directory, "rev-parse", "HEAD"])
  }

  private func git(_ arguments: String...) async throws {
    try await run("git", ["-C", repository] + arguments)
  }

  @discardableResult
  private func run(_ program: String, _ arguments: [String]) async throws -> String {
    let result = try await ProcessRunner().run(
      ProcessCommand(program, arguments, environment: Self.environment))
    try #require(result.status.isSuccess, "\(String(decoding: result.errorOutput, as: UTF8.self))")
    return String(decoding: result.output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private static let environment = [
    "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
  ]
}
