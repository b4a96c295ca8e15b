/// Writes HTTP/1.1 requests (RFC 9112).
enum HTTP1RequestWriter {
  /// The whole request, except for a body that is streamed.
  static func message(_ request: WireRequest) -> [UInt8] {
    if case .bytes(let bytes) = request.body.content { return head(request) + bytes }
    return head(request)
  }

  private static func head(_ request: WireRequest) -> [UInt8] {
    var text = "\(request.method.rawValue) \(request.url.target) HTTP/1.1\r\n"
    if request.headers["Host"] == nil { text += "Host: \(request.url.authority)\r\n" }
    for field in request.headers.fields { text += "\(field.name): \(field.value)\r\n" }
    if let framing = framing(request) { text += "\(framing)\r\n" }
    return Array("\(text)\r\n".utf8)
  }

  private static func framing(_ request: WireRequest) -> String? {
    switch request.body.content {
    case .none: request.method.expectsBody ? "Content-Length: 0" : nil
    case .bytes(let bytes): "Content-Length: \(bytes.count)"
    case .stream(let length?, _): "Content-Length: \(length)"
    case .stream(nil, _): "Transfer-Encoding: chunked"
    }
  }

  /// A chunk of a body of unknown length; `bytes` is not empty, for the empty chunk is the end.
  static func chunk(_ bytes: [UInt8]) -> [UInt8] {
    Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
  }

  static let lastChunk = Array("0\r\n\r\n".utf8)
}

extension HTTPMethod {
  /// Whether a request without a body says so (RFC 9110, section 8.6).
  var expectsBody: Bool { self == .post || self == .put || self == .patch }
}
