public import Catalog
import Encodings

/// Templates with their files: what the catalog knows of versions, and the repository that holds them.
///
/// What it throws are ``TemplateError``s, `CatalogError`s, `StateError`s where something is encrypted, and
/// `CancellationError`.
public struct TemplateLibrary: Sendable {
  public let catalog: Catalog
  public let repository: TemplateRepository
  public let folders: ContentFolders

  /// - Parameter cache: the folder of what can be had again.
  public init(_ catalog: Catalog, cache: String) {
    self.catalog = catalog
    repository = TemplateRepository(path: catalog.home.templateRepository)
    folders = ContentFolders("\(cache)/templates")
  }

  /// A folder with the files of a version, not to be changed.
  public func folder(of version: TemplateVersion) async throws -> String {
    if let folder = folders.folder(version.commit) { return folder }
    return try folders.make(version.commit, try await content(of: version))
  }

  /// The files of a version: from the repository, or where another machine has pushed it, from the catalog.
  public func content(of version: TemplateVersion) async throws -> TemplateContent {
    do { return try repository.content(of: version.commit) } catch {
      guard catalog.isShared, let text = try await catalog.content(of: version.commit) else { throw error }
      return try TemplateContent(packed: text)
    }
  }

  // MARK: New versions

  /// A version that is to be.
  public struct Draft: Sendable {
    /// As it was handed in; another version with the same files is the same version.
    public var source: TemplateContent
    /// With the lock file of its modules, where it has any.
    public var content: TemplateContent
    /// `NAME <ADDRESS>`
    public var author: String
    public var message: String
    /// Empty for one after its number.
    public var name = ""
    public var variables: [String: String] = [:]
    public var report = TemplateReport()
    public var origin: GitOrigin?
    public var activates = true

    public init(_ content: TemplateContent, author: String, message: String) {
      source = content
      self.content = content
      self.author = author
      self.message = message
    }
  }

  /// The version that has the same files and variables already, not counting archived ones.
  public func version(
    of template: Template, equalTo source: TemplateContent, variables: [String: String]
  ) async throws -> TemplateVersion? {
    let files = SourceIdentity(source)
    for version in try await catalog.versions(of: template.id) where !version.isArchived {
      guard try await isSame(files, version) else { continue }
      if version.variables == nil && variables.isEmpty { return version }
      if try await catalog.values(version.variables) == variables { return version }
    }
    return nil
  }

  /// What was pulled has the lock file that the version was given, and need not have had it when it was pushed.
  private func isSame(_ source: SourceIdentity, _ version: TemplateVersion) async throws -> Bool {
    if version.tree == source.id { return true }
    guard let lock = source.lock, version.tree == source.idWithoutLock else { return false }
    return try await content(of: version)[lock.path] == lock
  }

  /// Keeps a draft as a version.
  public func add(_ draft: Draft, to template: Template) async throws -> TemplateVersion {
    let id = "\(UUID.random())"
    let reference = Self.reference(template, id)
    let latest = try await catalog.versions(of: template.id).first
    let commit = try repository.write(
      draft.content, .init(author: draft.author, message: draft.message), after: latest?.commit,
      keptBy: reference)
    do {
      if catalog.isShared { try await catalog.keep(try draft.content.packed(), of: commit) }
      var version = TemplateVersion(id: id, templateID: template.id, commit: commit, tree: draft.source.id)
      version.name = draft.name
      version.message = draft.message
      version.author = draft.author
      version.origin = draft.origin
      version.parameters = draft.report.parameters
      version.presets = draft.report.presets
      version.readme = draft.content.readme?.path
      version.variables = draft.variables.isEmpty ? nil : try await catalog.sealed(draft.variables)
      return try await catalog.add(version, activates: draft.activates)
    } catch {
      try? repository.release(reference)
      throw error
    }
  }

  /// Takes a template without workspaces off the lists, and lets its files go.
  public func delete(_ template: Template) async throws {
    try await catalog.deleteTemplate(template.id)
    for version in try await catalog.versions(of: template.id) {
      try repository.release(Self.reference(template, version.id))
    }
  }

  private static func reference(_ template: Template, _ version: String) -> String {
    "refs/templates/\(template.id)/\(version)"
  }
}

/// What tells the files of a template from others.
private struct SourceIdentity {
  let id: String
  let idWithoutLock: String
  /// nil when there is none.
  let lock: TemplateContent.File?

  init(_ content: TemplateContent) {
    id = content.id
    lock = content[TemplateContent.lockPath]
    idWithoutLock = lock == nil ? id : content.removing(TemplateContent.lockPath).id
  }
}
