import ProviderAPI
import Values

/// An answer in the pieces in which it arrives. Can be iterated once; letting go of it ends the transfer.
public struct APIStream: AsyncSequence, Sendable {
  public typealias Element = [UInt8]

  private let body: HTTPResponseBody
  private let failures: APIFailures
  let decoding: AnswerDecoding

  /// - Parameter call: what is answered, as it may be shown.
  init(body: HTTPResponseBody, failures: APIFailures, keys: KeyStrategy, call: String) {
    self.body = body
    self.failures = failures
    decoding = AnswerDecoding(keys: keys, call: call)
  }

  public func makeAsyncIterator() -> Iterator {
    Iterator(pieces: body.makeAsyncIterator(), failures: failures)
  }

  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let pieces: HTTPResponseBody.Iterator
    fileprivate let failures: APIFailures

    /// - Throws: ``ProviderAPI/ProviderError``; `CancellationError`.
    public func next() async throws -> [UInt8]? {
      try await failures.translating { try await pieces.next() }
    }
  }

  /// The rest as one piece.
  public func collect(upTo limit: Int = 1 << 20) async throws -> [UInt8] {
    try await failures.translating { try await body.collect(upTo: limit) }
  }

  /// The rest as one value.
  public func answer<Answer: Decodable>() async throws -> Answer {
    try decoding.decode(try await collect()[...])
  }
}
