import Crypto
import Encodings
import ProviderKit
import Values

/// A certificate for the connections to one plugin, which nobody else has: a new key and a certificate that it
/// signs itself (RFC 5280), for `localhost`, valid for a day.
///
/// Plugins compare it with the one in their environment and ask for no extension (measured with go-plugin of 2019
/// and 2025, in TLS 1.2 and 1.3). P-256 is what all of them take.
struct PluginIdentity {
  let tls: TLSConfiguration.Identity

  init() {
    let key = P256.Signing.PrivateKey()
    let certificate = Self.certificate(of: key)
    tls = TLSConfiguration.Identity(
      certificate: Array(PEMText.certificate(certificate).utf8), key: Array(key.pemRepresentation.utf8))
  }

  private static func certificate(of key: P256.Signing.PrivateKey) -> [UInt8] {
    let body = DERWriter.sequence(
      DERWriter.explicit(0, DERWriter.integer([2])), DERWriter.integer(serialNumber), algorithm, name,
      validity, name, Array(key.publicKey.derRepresentation))
    // Signing with a fresh key in memory does not fail.
    let signature = (try? key.signature(for: body)).map { Array($0.derRepresentation) } ?? []
    return DERWriter.sequence(body, algorithm, DERWriter.bits(signature))
  }

  private static var serialNumber: [UInt8] { (0..<16).map { _ in UInt8.random(in: 1...127) } }

  /// ecdsa-with-SHA256 (RFC 5758, section 3.2).
  private static let algorithm = DERWriter.sequence(
    DERWriter.objectIdentifier([0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2]))

  /// CN=localhost (RFC 5280, appendix A.1: id-at-commonName).
  private static let name = DERWriter.sequence(
    DERWriter.set(DERWriter.sequence(DERWriter.objectIdentifier([0x55, 4, 3]), DERWriter.text("localhost"))))

  /// From a while ago, because clocks differ.
  private static var validity: [UInt8] {
    let now = Timestamp.now().seconds
    let times = [now - 60, now + 86_400].map { seconds in
      DERWriter.time(Timestamp(seconds: seconds).description.filter(\.isNumber).dropFirst(2) + "Z")
    }
    return DERWriter.sequence(times[0], times[1])
  }
}

/// The textual form of certificates (RFC 7468).
enum PEMText {
  static func certificate(_ der: [UInt8]) -> String {
    var text = "-----BEGIN CERTIFICATE-----\n"
    var rest = Base64.standard.encode(der)[...]
    while !rest.isEmpty {
      text += rest.prefix(64) + "\n"
      rest = rest.dropFirst(64)
    }
    return text + "-----END CERTIFICATE-----\n"
  }
}
