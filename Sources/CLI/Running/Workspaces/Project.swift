import Catalog
import Diagnostics
import Glibc
import HCL
import ProviderKit
import StateStorage
import Templates
import Values
import Workspaces

/// A repository that people work on, with what it says of the workspace to do that in.
struct Project: Sendable {
  /// The last part of its address.
  let name: String
  let branch: String
  /// Where others can clone it; nil for a repository of this machine alone.
  let remote: String?
  /// The working tree on this machine; nil when there is none.
  let folder: String?
  let content: TemplateContent

  /// - Parameter source: a folder of a working tree, or the address of a repository.
  init(_ source: String, reference: String?, _ session: CatalogSession) async throws {
    guard access(source, F_OK) == 0 else {
      let repository = try Run(session).templateSource(url: source, ref: reference, path: nil)
      let target = try await repository.target()
      content = try await repository.fetch(target).content
      name = Self.name(ofRepository: source)
      let known = reference == nil ? try await repository.defaultBranch() : reference
      branch = known ?? String(target.commit.prefix(12))
      remote = source
      folder = nil
      return
    }
    let git = WorkingTree(source, session.environment)
    guard let root = try await git.answer("rev-parse", "--show-toplevel") else {
      throw TemplateError(
        .unreadable,
        "\(source) is no working tree of git. Name a folder of one, or the address of a repository.")
    }
    remote = try await git.answer("remote", "get-url", "origin")
    folder = root
    name = Self.name(ofRepository: remote ?? root)
    let head = try await git.answer("symbolic-ref", "--short", "HEAD")
    branch = if let head { head } else { try await git.answer("rev-parse", "--short=12", "HEAD") ?? "main" }
    content = try FolderReader.read(root)
  }

  /// What a repository is called: `cli` of `https://example.com/tools/cli.git`.
  static func name(ofRepository address: String) -> String {
    let last = address.split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? address
    return Owner.name(ofLogin: last.hasSuffix(".git") ? String(last.dropLast(4)) : last) ?? "project"
  }

  /// The name of the branch's workspace.
  var workspaceName: String { Owner.name(ofLogin: "\(name)-\(branch)") ?? name }

  // MARK: What it wants

  private static let file = ".rcw/workspace.hcl"
  private static let devcontainers = [".devcontainer/devcontainer.json", ".devcontainer.json"]

  /// The workspace that it wants, and the files of its template where it brings those along.
  func wanted(_ session: CatalogSession) throws -> (DesiredWorkspace, template: TemplateContent?) {
    if let file = content[Self.file] {
      var reader = FleetReader(
        functions: Run.functions(session.environment), timeZone: TimeZones.local(session.environment))
      let source = SourceFile(name: Self.file, bytes: file.bytes)
      var workspace = try reader.read(project: source, name: workspaceName)
      guard workspace.template.hasPrefix("./") else { return (workspace, nil) }
      var template = try folder(workspace.template, workspace.range)
      if let context = workspace.context {
        template = try template.with(context: folder(context, workspace.range))
      }
      workspace.template = name
      return (workspace, template)
    }
    if let path = Self.devcontainers.first(where: { content[$0] != nil }), let file = content[path] {
      let template = try DevcontainerTemplate(file, at: path, in: content).content
      let place = SourceRange(SourceFile(name: path, bytes: file.bytes), 0..<0)
      return (DesiredWorkspace(name: workspaceName, template: "\(name)-devcontainer", range: place), template)
    }
    throw TemplateError(
      .unreadable,
      """
      The project \(name) says nothing of its workspace. Say it in \(Self.file), as
          workspace {
            template = "NAME"
          }
      where the template may be a folder of the project, such as "./.rcw/template"; or in \(Self.devcontainers[0]).
      """)
  }

  /// The files of a folder, by their names in it.
  ///
  /// - Parameter path: `./tools`, `tools`; `.` for all files.
  private func folder(_ path: String, _ range: SourceRange) throws -> TemplateContent {
    let prefix = path.split(separator: "/").filter { $0 != "." }.map { "\($0)/" }.joined()
    let files = content.files.filter { $0.path.hasPrefix(prefix) }.map { file in
      TemplateContent.File(String(file.path.dropFirst(prefix.count)), file.bytes, file.kind)
    }
    guard !files.isEmpty else {
      throw DiagnosticsError(
        Diagnostic(
          "no-folder", "No such folder", "The project has no folder \"\(path)\" with files.", at: range))
    }
    return TemplateContent(files)
  }
}

extension TemplateContent {
  /// The template with files of its project, but for those that say what the workspace is: an image of them need not be
  /// built anew when only that changes.
  fileprivate func with(context: TemplateContent) -> TemplateContent {
    TemplateContent(files + context.files(under: "project").filter { !$0.path.hasPrefix("project/.rcw/") })
  }
}

/// Asks git about a working tree.
private struct WorkingTree {
  private let folder: String
  private let environment: [String: String]

  init(_ folder: String, _ environment: [String: String]) {
    self.folder = folder
    self.environment = environment
  }

  /// nil when git has no answer.
  func answer(_ arguments: String...) async throws -> String? {
    do {
      let result = try await ProcessRunner(timeout: .seconds(20)).run(
        ProcessCommand("git", ["-C", folder] + arguments, environment: environment), input: [])
      guard result.status.isSuccess else { return nil }
      let text = String(decoding: result.output, as: UTF8.self).filter { !$0.isNewline }
      return text.isEmpty ? nil : text
    } catch let error as ProcessError {
      throw TemplateError(.unreadable, "git cannot be asked about \(folder): \(error)")
    }
  }
}
