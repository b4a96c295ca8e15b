/// One text that was read: its name as the user knows it, and its bytes as they were on disk.
///
/// A file is immutable and shared by reference, so that a ``SourceRange`` can carry it at the cost of one
/// pointer and every diagnostic can show its source without a registry.
public final class SourceFile: Sendable {
  /// The path as the user would write it, relative to the working directory where that is shorter.
  public let name: String
  public let bytes: [UInt8]
  /// Where the text was taken from, when it was not a file of its own.
  let origin: Origin?

  /// The place in another file that a text was taken from and decoded.
  struct Origin: Sendable {
    let file: SourceFile
    /// By byte of the text, where it begins in that file; one more for its end.
    let offsets: [Int]
  }

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    origin = nil
  }

  /// A text that stands inside `file` in an encoded form, such as a string with escapes. Ranges in it become
  /// ranges in that file.
  ///
  /// - Parameter offsets: by byte of the text, where it begins in the file; one more for its end.
  public init(bytes: [UInt8], embeddedIn file: SourceFile, offsets: [Int]) {
    precondition(offsets.count == bytes.count + 1, "An offset for each byte is needed. This is a bug in rcw.")
    name = file.name
    self.bytes = bytes
    origin = Origin(file: file, offsets: offsets)
  }

  public convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The text of a byte range; bytes that are not UTF-8 appear as U+FFFD.
  public func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  /// Line and column of a byte offset. Costs a scan of the file: meant for showing, not for parsing.
  public func position(at offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), bytes.count)
    var line = 1
    var lineStart = 0
    for index in 0..<offset where bytes[index] == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    return SourcePosition(byte: offset, line: line, column: text(lineStart..<offset).count + 1)
  }

  /// The byte range of the line that holds `offset`, without its line ending.
  public func lineRange(at offset: Int) -> Range<Int> {
    let offset = min(max(offset, 0), bytes.count)
    let start = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    var end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<max(start, end)
  }
}

/// A place in a file.
public struct SourcePosition: Hashable, Sendable {
  /// Bytes from the start of the file, from 0.
  public var byte: Int
  /// Counted from 1.
  public var line: Int
  /// Grapheme clusters from the start of the line, counted from 1.
  public var column: Int

  public init(byte: Int, line: Int, column: Int) {
    self.byte = byte
    self.line = line
    self.column = column
  }
}
