/// What a request carries.
public struct HTTPBody: Sendable {
  enum Content: Sendable {
    case none
    case bytes([UInt8])
    /// - Parameter length: in bytes; nil when it shows only at the end.
    case stream(length: Int?, produce: @Sendable (HTTPBodyWriter) async throws -> Void)
  }

  let content: Content

  /// No body at all.
  public static let none = HTTPBody(content: .none)

  public static func bytes(_ bytes: [UInt8]) -> HTTPBody { HTTPBody(content: .bytes(bytes)) }

  public static func text(_ text: String) -> HTTPBody { .bytes(Array(text.utf8)) }

  /// A body made while it is sent: `produce` writes it piece by piece and waits whenever the server does not
  /// keep up. It is called again, from the start, when the request is repeated or redirected.
  ///
  /// - Parameter length: in bytes, if known; the request fails when `produce` writes more or less.
  public static func stream(
    length: Int? = nil, _ produce: @escaping @Sendable (HTTPBodyWriter) async throws -> Void
  ) -> HTTPBody {
    HTTPBody(content: .stream(length: length, produce: produce))
  }

  /// A body whose pieces come from a sequence, which must give the same pieces each time it is iterated.
  public static func stream<Pieces: AsyncSequence & Sendable>(_ pieces: Pieces, length: Int? = nil)
    -> HTTPBody
  where Pieces.Element == [UInt8] {
    .stream(length: length) { writer in
      for try await piece in pieces { try await writer.write(piece) }
    }
  }

  /// In bytes; nil when it is not known beforehand.
  public var length: Int? {
    switch content {
    case .none: 0
    case .bytes(let bytes): bytes.count
    case .stream(let length, _): length
    }
  }
}

/// Where a streamed body goes.
public struct HTTPBodyWriter: Sendable {
  private let send: @Sendable ([UInt8]) async throws -> Void

  init(_ send: @escaping @Sendable ([UInt8]) async throws -> Void) { self.send = send }

  /// Sends the next bytes of the body; returns when there is room for more.
  public func write(_ bytes: [UInt8]) async throws {
    if !bytes.isEmpty { try await send(bytes) }
  }
}
