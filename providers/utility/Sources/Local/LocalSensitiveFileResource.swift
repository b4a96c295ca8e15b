import ProviderAPI
import ProviderKit
import Values

/// `local_sensitive_file`: a file whose content is not shown, on the machine that the program runs on.
struct LocalSensitiveFileResource: ManagedResource {
  static let type = "local_sensitive_file"
  static let schema = ResourceSchema(
    "A file whose content is not shown, on the machine that the program runs on.",
    members: LocalFileObject.members(sensitive: true, permission: "0700") + [
      .rule("content", .exactlyOneOf(["content_base64", "source"]))
    ])

  init(client: NoClient) {}

  func create(_ wanted: LocalFileObject, _ operation: Operation) throws -> Created<LocalFileObject> {
    try wanted.created()
  }

  func read(id: String, prior: LocalFileObject?) throws -> LocalFileObject? { try prior?.confirmed(id: id) }

  func delete(id: String, _ prior: LocalFileObject, _ operation: Operation) throws {
    try LocalFile.remove(prior.filename)
  }

  func locate(_ wanted: LocalFileObject, operation: String) throws -> Located { try wanted.located() }

  func importObject(id: String) throws -> Created<LocalFileObject>? {
    throw ProviderError(.invalid, "A local file cannot be imported.")
  }
}
