public import KeyFormats
import PKCS12Shims

/// A certificate with its private key in one file (PKCS #12, RFC 7292), as tools of Windows and Azure write it.
public struct PFXBundle: Sendable {
  /// In DER.
  public let certificate: [UInt8]
  public let key: PrivateKey

  /// - Parameter password: empty for a bundle without one.
  /// - Throws: what is wrong, as the rest of a sentence: the password, or what is in it.
  public init(_ bytes: [UInt8], password: String) throws(KeyFormatError) {
    var content = pkcs12_content()
    defer { pkcs12_free(&content) }
    if let problem = pkcs12_open(bytes, bytes.count, password, &content) {
      throw KeyFormatError(String(cString: problem))
    }
    certificate = Array(UnsafeBufferPointer(start: content.certificate, count: content.certificate_count))
    let key = Array(UnsafeBufferPointer(start: content.key, count: content.key_count))
    self.key = try PrivateKey(pem: PEM(label: "PRIVATE KEY", content: key).text)
  }
}
