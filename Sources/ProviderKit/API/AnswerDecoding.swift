import ProviderAPI
import Values

/// Turns what an API answers into values.
struct AnswerDecoding: Sendable {
  private let decoding: JSONDecoding
  private let call: String

  /// - Parameter call: what is answered, as it may be shown.
  init(keys: KeyStrategy, call: String) {
    decoding = JSONDecoding(keys: keys)
    self.call = call
  }

  func decode<Answer: Decodable>(_ bytes: ArraySlice<UInt8>) throws(ProviderError) -> Answer {
    do { return try decoding.decode(from: JSON.parse(bytes)) } catch { throw violation("\(error)") }
  }

  func violation(_ why: String) -> ProviderError {
    ProviderError(.protocolViolation, "The answer to \(call) is not what is expected: \(why)")
  }
}
