import Crypto
import KeyFormats
package import ProviderKit
import Values

/// A certificate for the connections between one plugin and its host, which nobody else has: a new key and a
/// certificate that it signs itself (RFC 5280), for `localhost`, valid for a day.
///
/// Each side compares it with the one that it was told of. Hosts written in Go look for `localhost` among the
/// alternative names only; plugins ask for no extension (measured with go-plugin of 2019 and 2025, in TLS 1.2 and 1.3).
/// P-256 is what all of them take.
package struct PluginIdentity: Sendable {
  /// In DER.
  package let certificate: [UInt8]
  /// In DER, as PKCS #8 has it.
  package let key: [UInt8]
  /// Both as text.
  package let tls: TLSConfiguration.Identity

  package init() {
    let key = P256.Signing.PrivateKey()
    let certificate = Self.certificate(of: key)
    self.certificate = certificate
    self.key = Array(key.derRepresentation)
    tls = TLSConfiguration.Identity(
      certificate: Array(Self.pem(certificate).utf8), key: Array(key.pemRepresentation.utf8))
  }

  /// The textual form of a certificate (RFC 7468).
  package static func pem(_ certificate: [UInt8]) -> String {
    PEM(label: "CERTIFICATE", content: certificate).text
  }

  private static func certificate(of key: P256.Signing.PrivateKey) -> [UInt8] {
    let body = DER.sequence(
      DER(.explicit(0), [DER.integer(2)]), .integer(serialNumber), algorithm, name, validity, name,
      DER(bytes: key.publicKey.derRepresentation), DER(.explicit(3), [DER.sequence(alternativeName)]))
    // Signing with a fresh key in memory does not fail.
    let signature = (try? key.signature(for: body.bytes)).map { Array($0.derRepresentation) } ?? []
    return DER.sequence(body, algorithm, .bits(signature)).bytes
  }

  private static var serialNumber: [UInt8] { (0..<16).map { _ in UInt8.random(in: 1...127) } }

  /// ecdsa-with-SHA256 (RFC 5758, section 3.2).
  private static let algorithm = DER.sequence(.identifier(OID(1, 2, 840, 10045, 4, 3, 2)))

  /// CN=localhost (RFC 5280, appendix A.1: id-at-commonName).
  private static let name = DER.sequence(
    .set(.sequence(.identifier(OID(2, 5, 4, 3)), DER(.utf8String, Array("localhost".utf8)))))

  /// DNS:localhost (RFC 5280, section 4.2.1.6).
  private static let alternativeName = DER.sequence(
    .identifier(OID(2, 5, 29, 17)),
    .octets(DER.sequence(DER(.implicit(2), Array("localhost".utf8))).bytes))

  /// From a while ago, because clocks differ.
  private static var validity: DER {
    let now = Timestamp.now().seconds
    return DER(.sequence, [now - 60, now + 86_400].map(time))
  }

  /// A time before 2050: `260131235959Z`.
  private static func time(_ seconds: Int) -> DER {
    let text = Timestamp(seconds: seconds).description.filter(\.isNumber).dropFirst(2) + "Z"
    return DER(.utcTime, Array(text.utf8))
  }
}
