import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `local_file`: what a file contains.
struct LocalFileDataSource: DataSource {
  static let type = "local_file"
  static let schema = ResourceSchema(
    "What a file contains.", members: LocalFileContent.members(sensitive: false))

  init(client: LocalClient) {}

  func read(_ config: LocalFileContent) throws -> DataResult<LocalFileContent> { try config.read() }
}

/// `local_sensitive_file`: what a file contains, not to be shown.
struct LocalSensitiveFileDataSource: DataSource {
  static let type = "local_sensitive_file"
  static let schema = ResourceSchema(
    "What a file contains, not to be shown.", members: LocalFileContent.members(sensitive: true))

  init(client: LocalClient) {}

  func read(_ config: LocalFileContent) throws -> DataResult<LocalFileContent> { try config.read() }
}

/// What both have in common. Their id is the SHA-1 digest of the content.
struct LocalFileContent: Codable {
  var filename: String
  var content: String?
  var contentBase64: String?
  var contentMd5: String?
  var contentSha1: String?
  var contentSha256: String?
  var contentBase64sha256: String?
  var contentSha512: String?
  var contentBase64sha512: String?

  static func members(sensitive: Bool) -> [ResourceSchema.Member] {
    [
      .argument("filename", .string, .required, "The file to read, which must exist."),
      .computed(
        "content", .string, sensitive: sensitive,
        "The content as text, in which what is not UTF-8 is replaced by U+FFFD."),
      .computed("content_base64", .string, sensitive: sensitive, "The content in base 64."),
    ] + FileChecksums.members
  }

  func read() throws -> DataResult<LocalFileContent> {
    guard let bytes = try LocalFile.read(filename) else {
      throw ProviderError(.notFound, "There is no file \(filename).", attribute: AttributePath("filename"))
    }
    let checksums = FileChecksums(bytes)
    return DataResult(
      id: checksums.sha1,
      LocalFileContent(
        filename: filename, content: String(decoding: bytes, as: UTF8.self),
        contentBase64: Base64.standard.encode(bytes), contentMd5: checksums.md5, contentSha1: checksums.sha1,
        contentSha256: checksums.sha256, contentBase64sha256: checksums.base64sha256,
        contentSha512: checksums.sha512, contentBase64sha512: checksums.base64sha512))
  }
}
