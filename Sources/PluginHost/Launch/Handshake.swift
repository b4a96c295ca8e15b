import Encodings
import PluginWire
import ProviderKit

/// The first line that a plugin writes: where it listens, and how it is to be spoken to.
///
/// `CORE|PROTOCOL|NETWORK|ADDRESS|grpc|CERTIFICATE`, of which newer plugins add more (github.com/hashicorp/go-plugin,
/// docs/guide-plugin-write-non-go.md; the six fields observed with go-plugin of 2019 and 2025).
struct Handshake {
  var version: PluginProtocol
  var server: HTTPURL
  /// The certificate of the plugin, in DER; nil when it speaks without TLS.
  var certificate: [UInt8]?

  /// - Throws: ``HandshakeError``.
  init(_ line: String) throws(HandshakeError) {
    let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
      String($0.drop(while: \.isWhitespace))
    }
    guard fields.count >= 5, fields[0] == "1" else {
      throw HandshakeError(
        "it wrote \(line.prefix(200).debugDescription) where it should say how to reach it")
    }
    guard let version = Int(fields[1]).flatMap({ PluginProtocol(rawValue: $0) }), fields[4] == "grpc" else {
      throw HandshakeError(
        "it speaks version \(fields[1]) of the plugin protocol (\(fields[4])), and rcw speaks 5 and 6. "
          + "Use a newer version of the provider")
    }
    self.version = version
    certificate = try Self.certificate(fields.count > 5 ? fields[5] : "")
    server = try Self.server(fields[2], fields[3], isSecure: certificate != nil)
  }

  private static func server(
    _ network: String, _ address: String, isSecure: Bool
  ) throws(HandshakeError) -> HTTPURL {
    switch network {
    case "unix": return isSecure ? HTTPURL(secureSocket: address) : HTTPURL(socket: address)
    // Anybody on this machine could answer at a port.
    case "tcp" where isSecure:
      if let url = try? HTTPURL("https://\(address)") { return url }
      throw HandshakeError("it listens at \(address.debugDescription), which is no address")
    case "tcp":
      throw HandshakeError("it listens on the network without a certificate, where it may be anyone")
    default: throw HandshakeError("it listens on a network of the kind \(network.debugDescription)")
    }
  }

  /// Some old plugins have other things in this field, all of them short.
  private static func certificate(_ text: String) throws(HandshakeError) -> [UInt8]? {
    let digits = text.filter { !$0.isWhitespace && $0 != "=" }
    guard digits.count > 50 else { return nil }
    let padding = String(repeating: "=", count: (4 - digits.count % 4) % 4)
    guard let der = Base64.standard.decode(digits + padding) else {
      throw HandshakeError("its certificate cannot be read")
    }
    return der
  }
}

/// Why a program is not a plugin that can be spoken to.
struct HandshakeError: Error {
  /// Goes on a sentence that begins with the plugin.
  var reason: String

  init(_ reason: String) { self.reason = reason }
}
