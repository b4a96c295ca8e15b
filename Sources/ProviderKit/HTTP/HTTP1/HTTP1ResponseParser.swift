/// Reads HTTP/1.1 responses (RFC 9112) from bytes as they come. Decides; does no input or output.
///
/// It trusts nothing: every length is bounded, and what is ambiguous is refused rather than guessed.
struct HTTP1ResponseParser: Sendable {
  enum Event: Equatable {
    /// The head of the final response; interim ones are passed over.
    case head(HTTPResponseHead)
    case body([UInt8])
    /// The response is complete.
    case end(trailers: HTTPHeaders)
  }

  /// What the next bytes are.
  private enum State: Equatable {
    /// Next: `fields`.
    case statusLine
    /// Next: `statusLine` after an interim response, else any of the following.
    case fields(version: Int, status: Int)
    /// So many bytes of body are left; next: `ended`.
    case sized(Int)
    /// Next: `chunk`, or `trailers` after the last one.
    case chunkSize
    /// So many bytes of the chunk are left; next: `chunkEnd`.
    case chunk(Int)
    /// Next: `chunkSize`.
    case chunkEnd
    /// Next: `ended`.
    case trailers
    /// Everything until the connection closes; next: `over`.
    case unsized
    /// The end is to be reported; next: `over`.
    case ended
    case over
  }

  /// In bytes, of the lines of one response that are not body, chunk heads included.
  static let maxLineBytes = 64 << 10

  private let method: HTTPMethod
  private var state = State.statusLine
  private var input = ByteBuffer()
  private var fields = HTTPHeaders()
  /// How many bytes of lines may still come before the next piece of body.
  private var lineBytesLeft = Self.maxLineBytes
  private(set) var keepsAlive = true

  init(for method: HTTPMethod) { self.method = method }

  mutating func feed(_ bytes: [UInt8]) { input.append(bytes) }

  /// Whether the rest of the connection belongs to what the two sides upgraded to.
  var isRaw: Bool { state == .unsized }

  /// Whether everything that came was part of the response.
  var isDrained: Bool { state == .over && input.isEmpty }

  /// The next event; nil when more bytes are needed first, or the response is over.
  mutating func next() throws(HTTPError) -> Event? {
    while true {
      switch state {
      case .statusLine:
        guard let line = try line() else { return nil }
        state = try Self.statusLine(line)
      case .fields(let version, let status):
        guard let line = try line() else { return nil }
        if try !addField(line), let head = try finishHead(version, status) { return .head(head) }
      case .sized(let left):
        guard let bytes = input.take(upTo: left) else { return nil }
        state = left == bytes.count ? .ended : .sized(left - bytes.count)
        return .body(bytes)
      case .chunkSize:
        guard let line = try line() else { return nil }
        let size = try Self.chunkSize(line)
        state = size == 0 ? .trailers : .chunk(size)
      case .chunk(let left):
        guard let bytes = input.take(upTo: left) else { return nil }
        state = left == bytes.count ? .chunkEnd : .chunk(left - bytes.count)
        lineBytesLeft = Self.maxLineBytes
        return .body(bytes)
      case .chunkEnd:
        guard let line = try line() else { return nil }
        guard line.isEmpty else { throw Self.malformed("a chunk is longer than it says") }
        state = .chunkSize
      case .trailers:
        guard let line = try line() else { return nil }
        if try !addField(line) { state = .ended }
      case .unsized:
        return input.take(upTo: .max).map(Event.body)
      case .ended:
        state = .over
        return .end(trailers: fields)
      case .over:
        return nil
      }
    }
  }

  /// What it means that the connection closed, after `next()` has returned nil.
  mutating func finish() throws(HTTPError) -> Event? {
    guard state == .unsized || state == .over else {
      throw HTTPError(
        .interrupted, "The server closed the connection before its response was complete.", wasSent: true)
    }
    if state == .over { return nil }
    state = .over
    return .end(trailers: HTTPHeaders())
  }
}

// MARK: Lines

extension HTTP1ResponseParser {
  private mutating func line() throws(HTTPError) -> ArraySlice<UInt8>? {
    guard let line = input.takeLine() else {
      guard input.count <= lineBytesLeft else { throw Self.malformed("its header is too large") }
      return nil
    }
    lineBytesLeft -= line.count + 1
    guard lineBytesLeft >= 0 else { throw Self.malformed("its header is too large") }
    return line
  }

  /// `HTTP/1.1 200 OK`: the reason may be missing.
  private static func statusLine(_ line: ArraySlice<UInt8>) throws(HTTPError) -> State {
    let bytes = Array(line.prefix(13))
    guard bytes.starts(with: "HTTP/1.".utf8), bytes.count >= 12, bytes[7].isASCIIDigit, bytes[8] == 32,
      bytes[9...11].allSatisfy(\.isASCIIDigit), bytes.count == 12 || bytes[12] == 32,
      let status = Int(String(decoding: bytes[9...11], as: UTF8.self)), status >= 100
    else { throw malformed("it does not begin with a status line of HTTP/1.1") }
    return .fields(version: Int(bytes[7]) - 48, status: status)
  }

  /// Returns whether the line was a field: an empty line ends them.
  private mutating func addField(_ line: ArraySlice<UInt8>) throws(HTTPError) -> Bool {
    if line.isEmpty { return false }
    guard let field = HTTPHeaders.Field(line: line) else {
      throw Self.malformed("a header field is malformed")
    }
    fields.add(field.name, field.value)
    return true
  }

  /// The size of a chunk; what follows a semicolon is of no interest (RFC 9112, section 7.1.1).
  private static func chunkSize(_ line: ArraySlice<UInt8>) throws(HTTPError) -> Int {
    let digits = line.prefix { $0 != UInt8(ascii: ";") }.trimmingSpaces
    guard !digits.isEmpty, digits.count <= 15, digits.allSatisfy({ $0.hexDigitValue != nil }),
      let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw malformed("a chunk has no valid size") }
    return size
  }

  static func malformed(_ why: String) -> HTTPError {
    HTTPError(.protocolViolation, "The server's response is not valid HTTP: \(why).", wasSent: true)
  }
}

// MARK: Framing

extension HTTP1ResponseParser {
  /// Decides how the body is delimited (RFC 9112, section 6.3). Nil for an interim response.
  private mutating func finishHead(_ version: Int, _ status: Int) throws(HTTPError) -> HTTPResponseHead? {
    let head = HTTPResponseHead(status: status, headers: fields)
    fields = HTTPHeaders()
    if status < 200, status != 101 {
      state = .statusLine
      return nil
    }
    keepsAlive = Self.keepsAlive(version, head.headers)
    state = try bodyState(head)
    if state == .unsized { keepsAlive = false }
    return head
  }

  private mutating func bodyState(_ head: HTTPResponseHead) throws(HTTPError) -> State {
    if head.status == 101 { return .unsized }
    if method == .head || head.status == 204 || head.status == 304 { return .ended }
    let codings = Self.list(head.headers.values(of: "Transfer-Encoding"))
    let lengths = Set(Self.list(head.headers.values(of: "Content-Length")))
    if let last = codings.last {
      if !lengths.isEmpty { keepsAlive = false }
      guard codings.count == 1 || last != "chunked" else { throw Self.malformed("its encoding is unknown") }
      return last == "chunked" ? .chunkSize : .unsized
    }
    guard let length = lengths.first else { return .unsized }
    guard lengths.count == 1, length.utf8.allSatisfy(\.isASCIIDigit), let count = Int(length) else {
      throw Self.malformed("it has no valid length")
    }
    return count == 0 ? .ended : .sized(count)
  }

  private static func keepsAlive(_ version: Int, _ headers: HTTPHeaders) -> Bool {
    let options = list(headers.values(of: "Connection"))
    return version >= 1 ? !options.contains("close") : options.contains("keep-alive")
  }

  /// The elements of comma-separated field values, in lower case.
  private static func list(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: ",") }
      .map { String(decoding: $0.utf8.trimmingSpaces, as: UTF8.self).asciiLowercased }
      .filter { !$0.isEmpty }
  }
}
