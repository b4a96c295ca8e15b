import Crypto
import Encodings

/// The request that opens a WebSocket, and what its answer must be (RFC 6455, section 4.1).
struct WebSocketHandshake {
  let key: String
  /// Those that the client speaks, the one it likes best first.
  let protocols: [String]

  init(protocols: [String]) {
    key = Base64.standard.encode((0..<16).map { _ in .random(in: 0 ... .max) })
    self.protocols = protocols
  }

  func add(to headers: inout HTTPHeaders) {
    headers["Sec-WebSocket-Version"] = "13"
    headers["Sec-WebSocket-Key"] = key
    headers["Sec-WebSocket-Protocol"] = protocols.isEmpty ? nil : protocols.joined(separator: ", ")
  }

  /// The protocol that the server has chosen; nil when it has chosen none.
  func agreedProtocol(_ head: HTTPResponseHead) throws(HTTPError) -> String? {
    guard head.headers["Upgrade"]?.equalsIgnoringCase("websocket") == true else {
      throw Self.violation("it changes to another protocol")
    }
    guard head.headers["Sec-WebSocket-Accept"] == Self.proof(of: key) else {
      throw Self.violation("it does not prove that it has read the request")
    }
    guard head.headers["Sec-WebSocket-Extensions"] == nil else {
      throw Self.violation("it uses an extension that was not asked for")
    }
    let chosen = head.headers["Sec-WebSocket-Protocol"]
    guard chosen.map(protocols.contains) ?? true else {
      throw Self.violation("it has chosen a protocol that was not offered")
    }
    return chosen
  }

  /// What shows that a server speaks the protocol and has read the key (section 4.2.2).
  static func proof(of key: String) -> String {
    let text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    return Base64.standard.encode(Array(Insecure.SHA1.hash(data: Array(text.utf8))))
  }

  private static func violation(_ why: String) -> HTTPError {
    HTTPError(.protocolViolation, "The server does not speak the WebSocket protocol: \(why).", wasSent: true)
  }
}
