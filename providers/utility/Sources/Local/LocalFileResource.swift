import ProviderAPI
import ProviderKit
import Values

/// `local_file`: a file on the machine that the program runs on.
struct LocalFileResource: ManagedResource {
  static let type = "local_file"
  static let schema = ResourceSchema(
    "A file on the machine that the program runs on.",
    members: LocalFileObject.members(sensitive: false, permission: "0777") + [
      .argument(
        "sensitive_content", .string, .optional, requiresReplace: true, sensitive: true,
        deprecated: "Use the resource local_sensitive_file instead.", "The content as text that is not shown."
      ),
      .rule("content", .exactlyOneOf(["sensitive_content", "content_base64", "source"])),
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
