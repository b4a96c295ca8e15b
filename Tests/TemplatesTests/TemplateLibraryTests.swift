import Catalog
import TestSupport
import Testing
import Values

@testable import Templates

@Suite struct TemplateLibraryTests {
  private let folder = TemporaryDirectory()

  private func library() async throws -> TemplateLibrary {
    let settings = try Catalog.Settings(environment: ["RCW_HOME": folder.path], notice: { _ in })
    return TemplateLibrary(try await Catalog.open(settings), cache: "\(folder.path)/cache")
  }

  private func template(_ name: String, in library: TemplateLibrary) async throws -> Template {
    let template = Template(id: "2c1c0f5e-0000-4000-8000-00000000000\(name.utf8.count)", name: name)
    try await library.catalog.add(template)
    return template
  }

  private let content = TemplateContent([
    .init("main.tf", Array("# one".utf8)), .init("README.md", Array("# Docker".utf8)),
    .init("build/run.sh", Array("#!/bin/sh".utf8), .executable), .init("link", Array("main.tf".utf8), .link),
    .init("build.txt", []), .init("build/a/b", Array("x".utf8)),
  ])

  private func draft(_ content: TemplateContent) -> TemplateLibrary.Draft {
    TemplateLibrary.Draft(content, author: "Ann <ann@example.com>", message: "First")
  }

  private func named(_ name: String, _ draft: TemplateLibrary.Draft) -> TemplateLibrary.Draft {
    var draft = draft
    draft.name = name
    return draft
  }

  @Test func `a version's files come back as they were`() async throws {
    let library = try await library()
    let docker = try await template("docker", in: library)
    let version = try await library.add(draft(content), to: docker)
    #expect(try await library.content(of: version) == content)
    #expect(version.name == "v1" && version.readme == "README.md")
    let files = try await library.folder(of: version)
    #expect(try FolderReader.read(files) == content)
    #expect(try await library.folder(of: version) == files)
  }

  @Test func `a version is a commit that git knows`() async throws {
    let library = try await library()
    let docker = try await template("docker", in: library)
    let first = try await library.add(draft(content), to: docker)
    let second = try await library.add(draft(content.adding(.init("x", []))), to: docker)
    let log = try await Git.run(
      "-C", library.repository.path, "log", "--format=%H %T %an %ae %s", second.commit)
    let lines = log.split(separator: "\n").map(String.init)
    #expect(lines.count == 2)
    #expect(lines.last == "\(first.commit) \(first.tree) Ann ann@example.com First")
    // What nothing refers to is what git removes.
    let lost = try await Git.run("-C", library.repository.path, "fsck", "--unreachable", "--no-progress")
    #expect(lost.isEmpty)
  }

  @Test func `the same files and variables are the same version`() async throws {
    let library = try await library()
    let docker = try await template("docker", in: library)
    var draft = draft(content)
    draft.variables = ["token": "secret"]
    let version = try await library.add(draft, to: docker)
    #expect(
      try await library.version(of: docker, equalTo: content, variables: ["token": "secret"]) == version)
    #expect(try await library.version(of: docker, equalTo: content, variables: [:]) == nil)
    let other = content.adding(.init("main.tf", Array("# one".utf8), .executable))
    #expect(try await library.version(of: docker, equalTo: other, variables: ["token": "secret"]) == nil)
  }

  @Test func `what was pulled is what was pushed, with the lock file that came to it`() async throws {
    let library = try await library()
    let docker = try await template("docker", in: library)
    var draft = draft(content)
    draft.content = content.adding(.init(TemplateContent.lockPath, Array("{}".utf8)))
    let version = try await library.add(draft, to: docker)
    #expect(try await library.version(of: docker, equalTo: draft.content, variables: [:]) == version)
    let other = content.adding(.init(TemplateContent.lockPath, Array("{ }".utf8)))
    #expect(try await library.version(of: docker, equalTo: other, variables: [:]) == nil)
  }

  @Test func `a name that is taken leaves nothing behind`() async throws {
    let library = try await library()
    let docker = try await template("docker", in: library)
    _ = try await library.add(draft(content), to: docker)
    let second = named("v1", draft(content.adding(.init("x", []))))
    await #expect(throws: CatalogError(.taken, "")) { _ = try await library.add(second, to: docker) }
    let references = try await Git.run("-C", library.repository.path, "for-each-ref")
    #expect(references.split(separator: "\n").count == 1)
  }

  @Test func `lost files are said to be lost`() async throws {
    let library = try await library()
    let docker = try await template("docker", in: library)
    let version = try await library.add(draft(content), to: docker)
    folder.remove(library.repository.path)
    await #expect(throws: TemplateError(.damaged, "")) { _ = try await library.content(of: version) }
  }

  @Test func `names of contents are git's`() async throws {
    let folder = TemporaryDirectory()
    for file in content.files where file.kind != .link { folder.write(file.path, bytes: file.bytes) }
    let plain = TemplateContent(
      content.files.filter { $0.kind != .link }.map { .init($0.path, $0.bytes) })
    _ = try await Git.run("-C", folder.path, "init", "--quiet")
    _ = try await Git.run("-C", folder.path, "add", "--all")
    #expect(try await Git.run("-C", folder.path, "write-tree").trimmed == plain.id)
  }
}
