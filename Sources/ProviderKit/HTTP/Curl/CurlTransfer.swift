import Clibcurl
import CurlShims

/// One transfer of libcurl's: the handle, what it points to, and what has come. Lives on the engine's thread.
final class CurlTransfer {
  /// In bytes, of all header lines of one transfer.
  private static let maxHeaderBytes = HTTP1ResponseParser.maxLineBytes

  let exchange: any CurlReceiver
  let easy: UnsafeMutableRawPointer
  /// Where libcurl says more about an error; it outlives the transfer with this object.
  let errorText: UnsafeMutablePointer<CChar>
  /// The request's fields; nil until it is configured.
  var fields: UnsafeMutablePointer<curl_slist>?
  /// Where to connect to instead of the host of the URL; nil for there.
  var connectTo: UnsafeMutablePointer<curl_slist>?
  /// What is left of a body that must not be sent twice.
  var unsentBody: ArraySlice<UInt8> = []

  private enum Position {
    case head(status: Int, HTTPHeaders)
    case afterHead
  }

  private var position = Position.head(status: 0, HTTPHeaders())
  private var headerBytes = 0
  /// Why a callback refused to go on.
  private var refusal: HTTPError?
  private var lastActivity = ContinuousClock.now
  private var isWaitingForUs = false

  init(_ exchange: any CurlReceiver, _ easy: UnsafeMutableRawPointer) {
    self.exchange = exchange
    self.easy = easy
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_shim_slist_free_all(fields)
    curl_shim_slist_free_all(connectTo)
    errorText.deallocate()
  }

  // MARK: Going on

  /// Tries again what a callback put off.
  func resume() {
    isWaitingForUs = false
    lastActivity = .now
    _ = curl_shim_easy_pause(easy, CURLPAUSE_CONT)
  }

  /// When the server has been silent for too long; nil while it is us who are waited for.
  var idleDeadline: ContinuousClock.Instant? {
    isWaitingForUs ? nil : exchange.request.timeouts.idle.map { lastActivity + $0 }
  }

  var idleError: HTTPError {
    let idle = exchange.request.timeouts.idle ?? .zero
    return HTTPError(
      .timedOut, "There was no sign of life for \(idle) in \(exchange.request).", wasSent: wasSent)
  }

  /// What the end of the transfer with a code of libcurl's means.
  func result(_ code: CURLcode) -> Result<Void, any Error> {
    exchange.request.takesCertificates?(certificates)
    if let refusal { return .failure(refusal) }
    if code == CURLE_OK { return .success(()) }
    return .failure(HTTPError(curl: code, String(cString: errorText), exchange.request, wasSent: wasSent))
  }

  /// What the server has shown, in PEM.
  private var certificates: String {
    var blocks: [String] = []
    while let block = curl_shim_certificate(easy, Int32(blocks.count)) {
      blocks.append(String(cString: block))
    }
    return blocks.joined(separator: "\n")
  }

  /// Whether any of the request has left this machine.
  private var wasSent: Bool {
    var bytes = 0
    return curl_shim_info_long(easy, CURLINFO_REQUEST_SIZE, &bytes) != CURLE_OK || bytes > 0
  }

  // MARK: What libcurl calls

  /// Takes a header line; false ends the transfer.
  func receive(line: UnsafeRawBufferPointer) -> Bool {
    lastActivity = .now
    headerBytes += line.count
    let text = line.prefix { $0 != 13 && $0 != 10 }
    guard headerBytes <= Self.maxHeaderBytes else { return refuse("its header is too large") }
    if text.starts(with: "HTTP/".utf8) {
      position = .head(status: Self.status(text), HTTPHeaders())
      return true
    }
    return text.isEmpty ? endHead() : addField(ArraySlice(text))
  }

  private static func status(_ line: Slice<UnsafeRawBufferPointer>) -> Int {
    let words = line.split(separator: 32, maxSplits: 2)
    return words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
  }

  private func addField(_ line: ArraySlice<UInt8>) -> Bool {
    guard let field = HTTPHeaders.Field(line: line) else { return refuse("a header field is malformed") }
    switch position {
    case .head(let status, var headers):
      headers.add(field.name, field.value)
      position = .head(status: status, headers)
    case .afterHead: exchange.receive(trailer: field)
    }
    return true
  }

  /// An interim response (1xx) is passed over: the final one follows.
  private func endHead() -> Bool {
    guard case .head(let status, let headers) = position else { return true }
    guard status >= 200 else { return true }
    position = .afterHead
    exchange.receive(HTTPResponseHead(status: status, headers: headers))
    return true
  }

  /// Takes a piece of the body; false puts it off.
  func receive(body: UnsafeRawBufferPointer) -> Bool {
    lastActivity = .now
    isWaitingForUs = !exchange.receive(body)
    return !isWaitingForUs
  }

  /// Fills the buffer with the next piece of the request's body; returns how much, or a code of libcurl's.
  func send(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    lastActivity = .now
    guard case .stream = exchange.request.body.content else { return sendUnsent(into: buffer) }
    switch exchange.takeUpload(upTo: buffer.count) {
    case .bytes(let bytes):
      buffer.copyBytes(from: bytes)
      return bytes.count
    case .later:
      isWaitingForUs = true
      return Int(CURL_READFUNC_PAUSE)
    case .end:
      return 0
    }
  }

  private func sendUnsent(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let bytes = unsentBody.prefix(buffer.count)
    buffer.copyBytes(from: bytes)
    unsentBody = unsentBody.dropFirst(bytes.count)
    return bytes.count
  }

  private func refuse(_ why: String) -> Bool {
    refusal = HTTP1ResponseParser.malformed(why)
    return false
  }
}
