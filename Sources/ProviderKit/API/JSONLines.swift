import ProviderAPI
import Values

/// A body of one JSON text on each line, decoded as it arrives. Can be iterated once; empty lines do not count.
public struct JSONLines<Element: Decodable & Sendable>: AsyncSequence, Sendable {
  private let body: HTTPResponseBody
  private let keys: KeyStrategy
  private let call: String

  /// - Parameter call: what is answered, as it may be shown.
  init(_ body: HTTPResponseBody, keys: KeyStrategy, call: String) {
    self.body = body
    self.keys = keys
    self.call = call
  }

  public func makeAsyncIterator() -> Iterator {
    Iterator(body.makeAsyncIterator(), JSONDecoding(keys: keys), call: call)
  }

  public struct Iterator: AsyncIteratorProtocol {
    /// In bytes: a line that is longer is no line.
    private static var maxLineBytes: Int { 16 << 20 }

    private var pieces: HTTPResponseBody.Iterator
    private let decoding: JSONDecoding
    private let call: String
    private var splitter = LineSplitter()
    private var isAtEnd = false

    fileprivate init(_ pieces: HTTPResponseBody.Iterator, _ decoding: JSONDecoding, call: String) {
      self.pieces = pieces
      self.decoding = decoding
      self.call = call
    }

    /// - Throws: ``ProviderAPI/ProviderError``; `CancellationError`.
    public mutating func next() async throws -> Element? {
      while let line = try await nextLine() {
        if !line.trimmingSpaces.isEmpty { return try decode(line) }
      }
      return nil
    }

    private mutating func nextLine() async throws -> ArraySlice<UInt8>? {
      while true {
        if let line = splitter.next() { return line }
        if isAtEnd { return splitter.finish() }
        guard splitter.count <= Self.maxLineBytes else { throw violation("a line of it is too long") }
        if let piece = try await nextPiece() { splitter.feed(piece) } else { isAtEnd = true }
      }
    }

    private mutating func nextPiece() async throws -> [UInt8]? {
      do { return try await pieces.next() } catch let error as HTTPError { throw ProviderError(error) }
    }

    private func decode(_ line: ArraySlice<UInt8>) throws(ProviderError) -> Element {
      do { return try decoding.decode(from: JSON.parse(line)) } catch { throw violation("\(error)") }
    }

    private func violation(_ why: String) -> ProviderError {
      ProviderError(.protocolViolation, "The answer to \(call) is not what is expected: \(why)")
    }
  }
}
