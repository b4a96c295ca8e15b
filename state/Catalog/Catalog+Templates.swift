import Databases
import Diagnostics
import Values

extension Catalog {
  /// By name.
  public func templates() async throws -> [Template] {
    try await read { try $0.records("WHERE is_deleted = 0 ORDER BY lower(name)") }
  }

  /// - Parameter id: also of one that is deleted.
  public func template(id: String) async throws -> Template {
    try await read { try $0.existingTemplate(id: id) }
  }

  /// - Throws: ``CatalogError`` with `.notFound`.
  public func template(named name: String) async throws -> Template {
    if let template = try await templateIfAny(named: name) { return template }
    let names = try await templates().map(\.name)
    let hint = names.isEmpty ? " There is none at all." : Suggestion.sentence(for: name, in: names)
    throw CatalogError(
      .notFound,
      "There is no template \"\(name)\".\(hint) To see what there is, or to make it from a folder:\n"
        + "    rcw template list\n    rcw template push \(name) --directory DIR")
  }

  public func templateIfAny(named name: String) async throws -> Template? {
    try await read { try $0.templateIfAny(named: name) }
  }

  /// - Throws: ``CatalogError`` with `.taken` or `.invalidName`.
  public func add(_ template: Template) async throws {
    try CatalogName.check(template: template.name)
    try CatalogName.check(displayName: template.displayName)
    try await write { session in
      try session.requireFreeTemplateName(template.name)
      try session.insert(template)
    }
  }

  /// Changes a template as it stands now, whoever else has changed it meanwhile.
  ///
  /// - Returns: the template after that.
  @discardableResult
  public func changeTemplate(
    _ id: String, _ body: @escaping @Sendable (inout Template) throws -> Void
  ) async throws -> Template {
    try await write { session in
      let old = try session.existingTemplate(id: id)
      var template = old
      try body(&template)
      try CatalogName.check(displayName: template.displayName)
      if template.name.lowercased() != old.name.lowercased() {
        try CatalogName.check(template: template.name)
        try session.requireFreeTemplateName(template.name)
      }
      template.updated = .now()
      try session.update(template)
      return template
    }
  }

  /// - Throws: ``CatalogError`` with `.inUse` while workspaces are made from it.
  public func deleteTemplate(_ id: String) async throws {
    try await write { session in
      var template = try session.existingTemplate(id: id)
      let users = try session.records(
        of: Workspace.self, "WHERE template_id = $1 AND is_deleted = 0 ORDER BY lower(name)", [id])
      guard users.isEmpty else { throw CatalogError.inUse(template, users) }
      template.isDeleted = true
      template.tracking = nil
      template.updated = .now()
      try session.update(template)
    }
  }

  // MARK: Versions

  /// Those of a template, the latest first.
  public func versions(of template: String) async throws -> [TemplateVersion] {
    try await read { try $0.records("WHERE template_id = $1 ORDER BY number DESC", [template]) }
  }

  /// - Throws: ``CatalogError`` with `.notFound`.
  public func version(id: String) async throws -> TemplateVersion {
    try await read { session in
      guard let version = try session.record(of: TemplateVersion.self, id: id) else {
        throw CatalogError(.notFound, "There is no version \(id) of any template.")
      }
      return version
    }
  }

  /// - Parameter name: nil for the active one.
  /// - Throws: ``CatalogError`` with `.notFound`.
  public func version(of template: Template, named name: String?) async throws -> TemplateVersion {
    guard let name else {
      guard let id = template.activeVersionID else {
        throw CatalogError(
          .notFound,
          "The template \"\(template.name)\" has no active version. To choose one:\n"
            + "    rcw template promote \(template.name) VERSION")
      }
      return try await version(id: id)
    }
    let all = try await versions(of: template.id)
    if let version = all.first(where: { $0.name.lowercased() == name.lowercased() || $0.id == name }) {
      return version
    }
    throw CatalogError(
      .notFound,
      "The template \"\(template.name)\" has no version \"\(name)\"."
        + "\(Suggestion.sentence(for: name, in: all.map(\.name))) To see all:\n"
        + "    rcw template versions \(template.name)")
  }

  /// Adds a version, with the next number, and its name where it has none.
  ///
  /// - Parameter activates: whether it becomes the active one.
  /// - Returns: the version as it was added.
  /// - Throws: ``CatalogError`` with `.taken` or `.invalidName`.
  public func add(_ version: TemplateVersion, activates: Bool) async throws -> TemplateVersion {
    if !version.name.isEmpty { try CatalogName.check(version: version.name) }
    return try await write { session in
      var version = version
      let others: [TemplateVersion] = try session.records(
        "WHERE template_id = $1 ORDER BY number DESC", [version.templateID])
      let names = Set(others.map { $0.name.lowercased() })
      version.number = (others.first?.number ?? 0) + 1
      if version.name.isEmpty { version.name = Self.freeName(version.number, names) }
      guard !names.contains(version.name.lowercased()) else {
        throw CatalogError(
          .taken, "There is a version \"\(version.name)\" already. Give the new one another name.")
      }
      try session.insert(version)
      if activates { try session.activate(version) }
      return version
    }
  }

  private static func freeName(_ number: Int, _ names: Set<String>) -> String {
    var name = "v\(number)"
    var attempt = 2
    while names.contains(name) {
      name = "v\(number)-\(attempt)"
      attempt += 1
    }
    return name
  }

  // MARK: Contents

  /// Whether other machines use the catalog too, so that what is in files has to be in it as well.
  public var isShared: Bool {
    switch locks {
    case .files: false
    case .server: true
    }
  }

  /// Keeps the files of a version, as whoever reads them wants to have them.
  public func keep(_ content: String, of commit: String) async throws {
    try await write { session in
      try session.query(
        "INSERT INTO template_contents (commit_id, content) VALUES ($1, $2) ON CONFLICT (commit_id) DO NOTHING",
        [commit, content])
      return
    }
  }

  /// The files of a version; nil when they are not kept here.
  public func content(of commit: String) async throws -> String? {
    try await read { session in
      try session.query("SELECT content FROM template_contents WHERE commit_id = $1", [commit])
    }.first?[0]
  }

  // MARK: Standing

  /// Makes a version the active one of its template.
  ///
  /// - Throws: ``CatalogError`` with `.inUse` when it is archived.
  public func activate(_ version: TemplateVersion) async throws {
    try await write { try $0.activate(version) }
  }

  /// - Throws: ``CatalogError`` with `.inUse` for the active version, which cannot be archived.
  public func setArchived(_ isArchived: Bool, _ version: TemplateVersion) async throws {
    try await write { session in
      let template = try session.existingTemplate(id: version.templateID)
      guard !isArchived || template.activeVersionID != version.id else {
        throw CatalogError(
          .inUse,
          "\"\(version.name)\" is the active version of \"\(template.name)\". Promote another one first.")
      }
      try session.query(
        "UPDATE template_versions SET is_archived = $2 WHERE id = $1", [version.id, Field.flag(isArchived)])
    }
  }
}

extension DatabaseSession {
  fileprivate func templateIfAny(named name: String) throws -> Template? {
    try records(of: Template.self, "WHERE lower(name) = $1 AND is_deleted = 0", [name.lowercased()]).first
  }

  fileprivate func requireFreeTemplateName(_ name: String) throws {
    guard let other = try templateIfAny(named: name) else { return }
    throw CatalogError(.taken, "There is a template \"\(other.name)\" already.")
  }

  fileprivate func existingTemplate(id: String) throws -> Template {
    guard let template = try record(of: Template.self, id: id) else {
      throw CatalogError(.notFound, "There is no template with the id \(id).")
    }
    return template
  }

  fileprivate func activate(_ version: TemplateVersion) throws {
    guard !version.isArchived else {
      throw CatalogError(
        .inUse, "The version \"\(version.name)\" is archived. Take it out of the archive first.")
    }
    try query(
      "UPDATE templates SET active_version_id = $2, updated = $3 WHERE id = $1",
      [version.templateID, version.id, "\(Timestamp.now().seconds)"])
  }
}

extension CatalogError {
  fileprivate static func inUse(_ template: Template, _ users: [Workspace]) -> CatalogError {
    let names = users.prefix(5).map { "\($0.owner)/\($0.name)" }.joined(separator: ", ")
    let more = users.count > 5 ? " and \(users.count - 5) more" : ""
    return CatalogError(
      .inUse,
      "The template \"\(template.name)\" has \(users.count) workspace(s): \(names)\(more). Delete them first."
    )
  }
}
