import ProviderKit
import Values

/// `local_sensitive_file`: a file whose content is not shown, on the machine that the program runs on.
struct LocalSensitiveFileResource: LocalFileKind {
  static let type = "local_sensitive_file"
  static let schema = ResourceSchema(
    "A file whose content is not shown, on the machine that the program runs on.",
    members: LocalFileObject.members(sensitive: true, permission: "0700") + [
      .rule("content", .exactlyOneOf(["content_base64", "source"]))
    ])

  init(client: LocalClient) {}
}
