import Catalog
import ModuleInstaller
import TestSupport
import Testing

@testable import Templates

@Suite struct TemplateSourceTests {
  private let folder = TemporaryDirectory()

  private var repository: String { "\(folder.path)/repo" }

  private func source(_ reference: String, path: String = "") throws -> TemplateSource {
    try TemplateSource(
      url: repository, reference: reference, path: path,
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"],
      workFolder: "\(folder.path)/work")
  }

  private func fetch(
    _ reference: String, path: String = "", _ conditions: RemoteRepository.Conditions = .init()
  ) async throws -> TemplateSource.Found {
    let source = try source(reference, path: path)
    return try await source.fetch(source.target(), conditions)
  }

  private func after(_ commit: String) -> RemoteRepository.Conditions {
    var conditions = RemoteRepository.Conditions()
    conditions.ancestor = commit
    return conditions
  }

  private func signed(by signers: String) -> RemoteRepository.Conditions {
    var conditions = RemoteRepository.Conditions()
    conditions.isSigned = true
    conditions.allowedSigners = signers
    return conditions
  }

  @discardableResult
  private func commit(_ message: String, _ files: [String: String]) async throws -> String {
    if folder.read("repo/.git/HEAD") == nil {
      _ = try await Git.run("init", "--quiet", "--initial-branch=main", repository)
    }
    for (name, text) in files { folder.write("repo/\(name)", text) }
    try await Git.run("-C", repository, "add", "--all")
    try await Git.run("-C", repository, "commit", "--quiet", "-m", message)
    return try await Git.run("-C", repository, "rev-parse", "HEAD").trimmed
  }

  @Test func `branches, tags, ranges and commits lead to their files`() async throws {
    let first = try await commit("First", ["docker/main.tf": "# 1", "other": ""])
    try await Git.run("-C", repository, "tag", "v1.0.0")
    try await commit("Second", ["docker/main.tf": "# 2"])
    try await Git.run("-C", repository, "tag", "-a", "v1.2.0", "-m", "tag")
    let third = try await commit("Third", ["docker/main.tf": "# 3"])
    for (reference, text) in [
      ("", "# 3"), ("main", "# 3"), ("v1.0.0", "# 1"), ("^1.0", "# 2"), (third, "# 3"),
      (String(first.prefix(9)), "# 1"),
    ] {
      let found = try await fetch(reference, path: "/docker/")
      #expect(found.content.files.map(\.path) == ["main.tf"], "\(reference)")
      #expect(found.content.files.first?.text == text, "\(reference)")
    }
    let found = try await fetch("^1", path: "docker")
    #expect(found.tag == "v1.2.0" && found.author == "Bob <bob@example.com>" && found.message == "Second")
  }

  @Test func `what is not there is named`() async throws {
    try await commit("First", ["docker/main.tf": ""])
    for (reference, path) in [("nope", ""), ("^1", ""), ("main", "dokcer"), ("0123456789", "")] {
      await #expect(throws: TemplateError(.noSuchReference, "")) {
        _ = try await fetch(reference, path: path)
      }
    }
    #expect(throws: TemplateError(.noSuchReference, "")) { _ = try source("main", path: "../x") }
    #expect(throws: TemplateError(.noSuchReference, "")) { _ = try source("--upload-pack=x") }
    folder.remove(repository)
    await #expect(throws: TemplateError(.unreachable, "")) { _ = try await fetch("main") }
  }

  @Test func `a rewritten branch is noticed, a longer one is not`() async throws {
    let first = try await commit("First", ["main.tf": "1"])
    let second = try await commit("Second", ["main.tf": "2"])
    #expect(try await fetch("main", after(first)).origin.commit == second)
    try await Git.run("-C", repository, "reset", "--quiet", "--hard", first)
    try await commit("Other", ["main.tf": "3"])
    await #expect(throws: TemplateError(.rewritten, "")) { _ = try await fetch("main", after(second)) }
  }

  @Test func `only trusted signatures count when they have to`() async throws {
    try await commit("First", ["main.tf": "1"])
    let conditions = signed(by: "\(folder.path)/signers")
    await #expect(throws: TemplateError(.untrusted, "")) {
      _ = try await fetch("main", conditions)
    }
    try await Signing.makeKey("\(folder.path)/key")
    for (name, value) in [("gpg.format", "ssh"), ("user.signingkey", "\(folder.path)/key")] {
      try await Git.run("-C", repository, "config", name, value)
    }
    try await Git.run("-C", repository, "commit", "--quiet", "--amend", "-S", "--no-edit")
    folder.write("signers", "alice@example.com \(try #require(folder.read("key.pub")))")
    #expect(try await fetch("main", conditions).message == "First")
    try await Signing.makeKey("\(folder.path)/other")
    folder.write("signers", "bob@example.com \(try #require(folder.read("other.pub")))")
    await #expect(throws: TemplateError(.untrusted, "")) {
      _ = try await fetch("main", conditions)
    }
  }

  @Test func `files of Git LFS and committed states do not get in`() async throws {
    try await commit("First", ["main.tf": "1", "terraform.tfstate": "{}", ".terraform/x": ""])
    #expect(try await fetch("main").content.files.map(\.path) == ["main.tf"])
    try await commit("Second", ["big": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"])
    await #expect(throws: TemplateError(.unacceptable, "")) { _ = try await fetch("main") }
  }
}
