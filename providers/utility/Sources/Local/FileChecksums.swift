import Encodings
import Hashing
import ProviderKit
import Values

/// The checksums of a file that its resource or data source shows.
struct FileChecksums {
  let md5: String
  /// Also the id of the file.
  let sha1: String
  let sha256: String
  let base64sha256: String
  let sha512: String
  let base64sha512: String

  init(_ content: [UInt8]) {
    let (sha256, sha512) = (
      DigestAlgorithm.sha256.digest(of: content), DigestAlgorithm.sha512.digest(of: content)
    )
    md5 = Hexadecimal.encode(DigestAlgorithm.md5.digest(of: content))
    sha1 = Self.id(content)
    self.sha256 = Hexadecimal.encode(sha256)
    base64sha256 = Base64.standard.encode(sha256)
    self.sha512 = Hexadecimal.encode(sha512)
    base64sha512 = Base64.standard.encode(sha512)
  }

  static func id(_ content: [UInt8]) -> String {
    Hexadecimal.encode(DigestAlgorithm.sha1.digest(of: content))
  }

  static let members: [ResourceSchema.Member] = [
    .computed("content_md5", .string, "The MD5 digest of the content, in hexadecimal digits."),
    .computed("content_sha1", .string, "The SHA-1 digest of the content, in hexadecimal digits."),
    .computed("content_sha256", .string, "The SHA-256 digest of the content, in hexadecimal digits."),
    .computed("content_base64sha256", .string, "The SHA-256 digest of the content, in base 64."),
    .computed("content_sha512", .string, "The SHA-512 digest of the content, in hexadecimal digits."),
    .computed("content_base64sha512", .string, "The SHA-512 digest of the content, in base 64."),
  ]
}
