import Databases
public import Values

/// One state of a template's files; a commit in the repository of templates.
public struct TemplateVersion: Hashable, Sendable, Identifiable {
  /// A UUID.
  public let id: String
  public let templateID: String
  /// From 1, in the order in which versions were made.
  public internal(set) var number = 0
  /// Unique in the template. Empty before it is added: then it is called after its number, `v3`.
  public var name = ""
  /// In the repository of templates.
  public var commit: String
  /// Of the commit's files: two versions with the same one have the same files.
  public var tree: String
  public var message = ""
  /// `NAME <ADDRESS>`
  public var author = ""
  public internal(set) var created: Timestamp
  /// Whether it is kept out of lists, and cannot be used for new workspaces.
  public var isArchived = false
  /// Values of Terraform variables that were given when it was pushed.
  public var variables: SealedValues?
  /// What may be set for a workspace: an array of objects, as the coder provider describes parameters.
  public var parameters = JSON.array([])
  /// Values for them that go together: an array of objects, as the coder provider describes presets.
  public var presets = JSON.array([])
  /// The path of the file that describes it; nil when there is none.
  public var readme: String?
  /// Where the files come from; nil when they were pushed from a folder.
  public var origin: GitOrigin?

  public init(id: String, templateID: String, commit: String, tree: String, now: Timestamp = .now()) {
    self.id = id
    self.templateID = templateID
    self.commit = commit
    self.tree = tree
    created = now
  }
}

/// A commit of somebody's repository.
public struct GitOrigin: Hashable, Sendable, Codable {
  public var url: String
  /// As it was asked for.
  public var reference: String
  /// The folder in the repository.
  public var path: String
  public var commit: String

  public init(url: String, reference: String, path: String, commit: String) {
    self.url = url
    self.reference = reference
    self.path = path
    self.commit = commit
  }
}

extension TemplateVersion: CatalogRecord {
  static let table = "template_versions"
  static let columns = [
    "id", "template_id", "number", "name", "commit_id", "tree_id", "message", "author", "created",
    "is_archived",
    "sealed_variables", "parameters", "readme", "origin", "presets",
  ]

  var fields: [String?] {
    [
      id, templateID, "\(number)", name, commit, tree, message, author, "\(created.seconds)",
      Field.flag(isArchived), variables?.text, parameters.text(), readme,
      origin.flatMap { try? JSONEncoding(keys: .snakeCase).encode($0).text() },
      presets.text(),
    ]
  }

  init(_ reader: inout RecordReader) throws(CatalogError) {
    id = reader.text()
    templateID = reader.text()
    number = reader.int()
    name = reader.text()
    commit = reader.text()
    tree = reader.text()
    message = reader.text()
    author = reader.text()
    created = reader.time()
    isArchived = reader.flag()
    variables = reader.sealed()
    let parameters = reader.text()
    readme = reader.optionalText()
    let origin = reader.optionalText()
    let presets = reader.text()
    do {
      self.presets = try JSON.parse(presets)
      self.parameters = try JSON.parse(parameters)
      self.origin = try origin.map { try JSONDecoding(keys: .snakeCase).decode(from: JSON.parse($0)) }
    } catch {
      throw CatalogError(.damaged, "The catalog holds a version that cannot be read: \(error).")
    }
  }
}
