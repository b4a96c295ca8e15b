import PluginWire
import ServingShims

/// The server's side of TLS on one connection, for one client, who is known by its certificate.
final class TLSServer {
  private let connection: UnsafeMutableRawPointer
  /// In DER.
  private let client: [UInt8]
  private(set) var isEstablished = false

  /// - Parameter client: the certificate that the client has to have the key of, in DER.
  init(_ identity: PluginIdentity, client: [UInt8]) throws(ServingError) {
    if let problem = tls_load() { throw ServingError(String(cString: problem)) }
    let (certificate, key) = (identity.certificate, identity.key)
    guard let connection = tls_open(certificate, certificate.count, key, key.count) else {
      throw ServingError("The certificate cannot be used.")
    }
    self.connection = connection
    self.client = client
  }

  deinit { tls_close(connection) }

  /// Takes what came from the client, and gives what it means.
  func receive(_ bytes: [UInt8]) throws(ServingError) -> [UInt8] {
    guard tls_put(connection, bytes, bytes.count) else { throw ServingError("What came cannot be kept.") }
    if !isEstablished { try shakeHands() }
    return isEstablished ? try deciphered() : []
  }

  private func shakeHands() throws(ServingError) {
    switch tls_shake_hands(connection) {
    case TLS_WAITING: return
    case TLS_DONE: isEstablished = true
    default: throw ServingError("The client does not speak TLS, or not as it should.")
    }
    guard tls_client_has(connection, client, client.count) else {
      throw ServingError("The client has another certificate than it said.")
    }
  }

  private func deciphered() throws(ServingError) -> [UInt8] {
    var plain: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = tls_read(connection, &part, part.count)
      guard count >= 0 else { throw ServingError("The client has ended the connection.") }
      guard count > 0 else { return plain }
      plain += part[..<count]
    }
  }

  func write(_ bytes: [UInt8]) throws(ServingError) {
    guard bytes.isEmpty || tls_write(connection, bytes, bytes.count) else {
      throw ServingError("The connection is of no use any more.")
    }
  }

  /// All that is to be sent now.
  func output() -> [UInt8] {
    var output: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = tls_take(connection, &part, part.count)
      guard count > 0 else { return output }
      output += part[..<count]
    }
  }
}
