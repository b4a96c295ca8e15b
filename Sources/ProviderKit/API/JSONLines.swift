import ProviderAPI

/// An answer of one JSON text on each line, decoded as it arrives. Can be iterated once; empty lines do not
/// count.
public struct JSONLines<Element: Decodable & Sendable>: AsyncSequence, Sendable {
  private let stream: APIStream

  init(_ stream: APIStream) { self.stream = stream }

  public func makeAsyncIterator() -> Iterator {
    Iterator(pieces: stream.makeAsyncIterator(), decoding: stream.decoding)
  }

  public struct Iterator: AsyncIteratorProtocol {
    /// In bytes: a line that is longer is no line.
    private static var maxLineBytes: Int { 16 << 20 }

    fileprivate let pieces: APIStream.Iterator
    fileprivate let decoding: AnswerDecoding
    private var splitter = LineSplitter()
    private var isAtEnd = false

    fileprivate init(pieces: APIStream.Iterator, decoding: AnswerDecoding) {
      self.pieces = pieces
      self.decoding = decoding
    }

    /// - Throws: ``ProviderAPI/ProviderError``; `CancellationError`.
    public mutating func next() async throws -> Element? {
      while let line = try await nextLine() {
        if !line.trimmingSpaces.isEmpty { return try decoding.decode(line) }
      }
      return nil
    }

    private mutating func nextLine() async throws -> ArraySlice<UInt8>? {
      while true {
        if let line = splitter.next() { return line }
        if isAtEnd { return splitter.finish() }
        guard splitter.count <= Self.maxLineBytes else {
          throw decoding.violation("a line of it is too long")
        }
        if let piece = try await pieces.next() { splitter.feed(piece) } else { isAtEnd = true }
      }
    }
  }
}
