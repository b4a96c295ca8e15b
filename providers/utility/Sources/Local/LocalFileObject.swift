import Encodings
import Glibc
import ProviderAPI
import ProviderKit
import Values

/// What `local_file` and `local_sensitive_file` have in common. Their id is the SHA-1 digest of the content.
///
/// Whoever changes or deletes the file takes it away from its resource, which then makes it again.
struct LocalFileObject: Codable {
  var filename: String
  var content: String?
  /// Of `local_file` only.
  var sensitiveContent: String?
  var contentBase64: String?
  var source: String?
  var filePermission: String
  var directoryPermission: String
  var contentMd5: String?
  var contentSha1: String?
  var contentSha256: String?
  var contentBase64sha256: String?
  var contentSha512: String?
  var contentBase64sha512: String?

  /// Writes the file.
  func created() throws -> Created<LocalFileObject> {
    let bytes = try bytes()
    try LocalFile.write(
      bytes, to: filename, mode: try Self.mode(filePermission), folderMode: try Self.mode(directoryPermission)
    )
    let checksums = FileChecksums(bytes)
    var object = self
    object.contentMd5 = checksums.md5
    object.contentSha1 = checksums.sha1
    object.contentSha256 = checksums.sha256
    object.contentBase64sha256 = checksums.base64sha256
    object.contentSha512 = checksums.sha512
    object.contentBase64sha512 = checksums.base64sha512
    return Created(id: checksums.sha1, object)
  }

  /// The object itself while the file still has the content; otherwise nil.
  func confirmed(id: String) throws -> LocalFileObject? {
    try LocalFile.read(filename).flatMap { FileChecksums.id($0) == id ? self : nil }
  }

  /// Whether a creation that was cut off wrote the whole file.
  func located() throws -> Located {
    let id = FileChecksums.id(try bytes())
    return try confirmed(id: id) == nil ? .absent : .found(id: id)
  }

  /// What the file is to contain.
  private func bytes() throws -> [UInt8] {
    if let text = content ?? sensitiveContent { return Array(text.utf8) }
    if let text = contentBase64 {
      if let bytes = Base64.standard.decode(text) { return bytes }
      throw ProviderError(
        .invalid, "The content is not in base 64.", attribute: AttributePath("content_base64"))
    }
    guard let source else { throw ProviderError(.invalid, "No content is given for \(filename).") }
    if let bytes = try LocalFile.read(source) { return bytes }
    throw ProviderError(.invalid, "There is no file \(source).", attribute: AttributePath("source"))
  }

  private static func mode(_ octal: String) throws -> mode_t {
    if let mode = mode_t(octal, radix: 8) { return mode }
    throw ProviderError(.invalid, "\(octal) is not a file mode in octal digits.")
  }
}

// MARK: Schema

extension LocalFileObject {
  /// - Parameter permission: The mode of files and folders that are not told otherwise.
  static func members(sensitive: Bool, permission: String) -> [ResourceSchema.Member] {
    [
      .argument(
        "filename", .string, .required, requiresReplace: true,
        "Where to write the file. Folders on the way are made, and a file that is there is written over."),
      .argument(
        "content", .string, .optional, requiresReplace: true, sensitive: sensitive, "The content as text."),
      .argument(
        "content_base64", .string, .optional, requiresReplace: true, sensitive: sensitive,
        "The content in base 64."),
      .argument("source", .string, .optional, requiresReplace: true, "A file to take the content from."),
      mode("file_permission", of: "the file", permission),
      mode("directory_permission", of: "folders that are made", permission),
    ] + FileChecksums.members
  }

  private static func mode(_ name: String, of what: String, _ permission: String) -> ResourceSchema.Member {
    .argument(
      name, .string, .defaulted(.string(permission)), requiresReplace: true,
      rules: [.matches("^[0-7]{3,4}$", message: "must be three or four octal digits")],
      "The mode of \(what) before the umask, in octal digits.")
  }
}
