extension JSON {
  /// How deep arrays and objects may nest. Whatever walks a tree may recurse.
  public static let maxDepth = 256

  /// Why and where a text is no JSON.
  public struct SyntaxError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, as a clause: `a value is expected here`.
    public var message: String
    /// From 0, in bytes.
    public var offset: Int
    /// From 1.
    public var line: Int
    /// From 1, in bytes.
    public var column: Int

    public var description: String { "line \(line), column \(column): \(message)" }
  }

  /// Reads one JSON text (RFC 8259), which may begin with a byte-order mark.
  ///
  /// Of members with the same key the last one counts. Text that is not UTF-8 and halves of surrogate pairs
  /// become U+FFFD.
  public static func parse(_ bytes: some Collection<UInt8>) throws(SyntaxError) -> JSON {
    let result = bytes.withContiguousStorageIfAvailable { buffer in parseResult(buffer) }
    return try (result ?? Array(bytes).withUnsafeBufferPointer { parseResult($0) }).get()
  }

  public static func parse(_ text: String) throws(SyntaxError) -> JSON { try parse(text.utf8) }

  private static func parseResult(_ buffer: UnsafeBufferPointer<UInt8>) -> Result<JSON, SyntaxError> {
    var parser = JSONParser(buffer)
    do throws(JSONParser.Failure) {
      return .success(try parser.document())
    } catch {
      return .failure(SyntaxError(error.message, at: error.offset, in: buffer))
    }
  }
}

extension JSON.SyntaxError {
  fileprivate init(_ message: String, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    let before = bytes.prefix(offset)
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    self.init(
      message: message, offset: offset,
      line: 1 + before.count { $0 == UInt8(ascii: "\n") }, column: 1 + offset - lineStart)
  }
}
