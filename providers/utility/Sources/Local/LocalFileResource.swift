import ProviderKit
import Values

/// `local_file`: a file on the machine that the program runs on.
struct LocalFileResource: LocalFileKind {
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

  init(client: LocalClient) {}
}
