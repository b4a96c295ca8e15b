import Clibcurl
import CurlShims

/// Sets options of a handle and remembers the first that libcurl did not take.
struct CurlOptions {
  private let easy: UnsafeMutableRawPointer
  private(set) var failure: CURLcode?

  init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

  mutating func set(_ option: CURLoption, _ value: Int) { note(curl_shim_set_long(easy, option, value)) }
  mutating func set(_ option: CURLoption, _ value: Bool) { set(option, value ? 1 : 0) }

  /// Nil takes a default away.
  mutating func set(_ option: CURLoption, _ value: String?) {
    note(curl_shim_set_string(easy, option, value))
  }

  mutating func set(_ option: CURLoption, blob: [UInt8]) {
    note(blob.withUnsafeBytes { curl_shim_set_blob(easy, option, $0.baseAddress, $0.count) })
  }

  /// Milliseconds, at least one: zero would mean the library's default.
  mutating func set(_ option: CURLoption, _ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let milliseconds = min(seconds, 1 << 31) * 1000 + attoseconds / 1_000_000_000_000_000
    set(option, max(1, Int(milliseconds)))
  }

  mutating func set(_ option: CURLoption, offset: Int) {
    note(curl_shim_set_offset(easy, option, curl_off_t(offset)))
  }

  mutating func set(_ option: CURLoption, _ pointer: UnsafeMutableRawPointer) {
    note(curl_shim_set_pointer(easy, option, pointer))
  }

  mutating func set(_ option: CURLoption, _ list: UnsafeMutablePointer<curl_slist>?) {
    note(curl_shim_set_list(easy, option, list))
  }

  mutating func set(_ option: CURLoption, _ callback: @escaping curl_write_callback) {
    note(curl_shim_set_callback(easy, option, callback))
  }

  mutating func set(body: [UInt8]) {
    note(
      body.withUnsafeBytes {
        curl_shim_set_body(easy, $0.baseAddress ?? UnsafeRawPointer(bitPattern: 1), $0.count)
      })
  }

  private mutating func note(_ code: CURLcode) {
    if code != CURLE_OK, failure == nil { failure = code }
  }
}
