import Clibcurl
import CurlShims
import Glibc

/// A handle of libcurl's that has connected and leaves the rest to its owner (CURLOPT_CONNECT_ONLY).
final class CurlHandle {
  /// In bytes; what TLS puts into one record.
  private static let pieceSize = 16 << 10

  private let easy: UnsafeMutableRawPointer
  private var connectTo: UnsafeMutablePointer<curl_slist>?
  /// Where libcurl says more about an error.
  private let errorText: UnsafeMutablePointer<CChar>
  /// What is being sent. OpenSSL wants to be called again with the same bytes at the same place when there was no
  /// room for them (SSL_write(3)).
  private let piece: UnsafeMutableRawBufferPointer
  /// The bytes of the piece that are not sent yet.
  private var unsent = 0..<0

  /// Connects, and blocks the thread for as long as that takes.
  init(connectingFor request: WireRequest, _ configuration: HTTPClient.Configuration) throws(HTTPError) {
    if let problem = curl_shim_load() { throw HTTPError(.missingLibrary, String(cString: problem)) }
    guard let easy = curl_shim_easy_init() else {
      throw HTTPError(.unreachable, "libcurl ran out of memory.")
    }
    self.easy = easy
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    piece = .allocate(byteCount: Self.pieceSize, alignment: 1)
    var options = CurlOptions(easy)
    options.set(CURLOPT_ERRORBUFFER, errorText)
    options.set(CURLOPT_NOSIGNAL, true)
    options.set(CURLOPT_CONNECT_ONLY, true)
    options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    // A proxy that reads what passes would not understand what follows.
    options.set(CURLOPT_HTTPPROXYTUNNEL, true)
    connectTo = options.setServer(request, configuration)
    let code = options.failure ?? curl_shim_easy_perform(easy)
    guard code == CURLE_OK else {
      throw HTTPError(curl: code, String(cString: errorText), request, wasSent: false)
    }
  }

  deinit {
    curl_shim_easy_cleanup(easy)
    curl_shim_slist_free_all(connectTo)
    errorText.deallocate()
    piece.deallocate()
  }

  /// A descriptor for the connection, to wait for it and to end it.
  func makeSocket() throws(SystemError) -> Descriptor {
    try Descriptor("fcntl", fcntl(curl_shim_socket(easy), F_DUPFD_CLOEXEC, 3))
  }

  /// The next bytes, at most `count`; none at the end, nil when there are none yet.
  func receive(upTo count: Int) throws(HTTPError) -> [UInt8]? {
    var code = CURLE_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      code = curl_shim_easy_recv(easy, buffer.baseAddress, buffer.count, &used)
    }
    if code == CURLE_AGAIN { return nil }
    guard code == CURLE_OK else { throw failure(code) }
    return bytes
  }

  /// Sends as much as there is room for.
  ///
  /// - Returns: whether all is sent; if not, how many of the bytes are taken care of.
  func send(_ bytes: ArraySlice<UInt8>) throws(HTTPError) -> (isDone: Bool, taken: Int) {
    var taken = 0
    while true {
      if unsent.isEmpty { taken += fill(bytes.dropFirst(taken)) }
      if unsent.isEmpty { return (true, taken) }
      var count = 0
      let code = curl_shim_easy_send(
        easy, UnsafeMutableRawBufferPointer(rebasing: piece[unsent]).baseAddress, unsent.count, &count)
      if code == CURLE_AGAIN { return (false, taken) }
      guard code == CURLE_OK else { throw failure(code) }
      unsent = (unsent.lowerBound + count)..<unsent.upperBound
    }
  }

  /// Puts the next bytes into the piece; returns how many.
  private func fill(_ bytes: ArraySlice<UInt8>) -> Int {
    let next = bytes.prefix(Self.pieceSize)
    piece.copyBytes(from: next)
    unsent = 0..<next.count
    return next.count
  }

  private func failure(_ code: CURLcode) -> HTTPError {
    let reason = String(cString: curl_shim_easy_strerror(code))
    return HTTPError(.interrupted, "The connection failed: \(reason).", wasSent: true)
  }
}
