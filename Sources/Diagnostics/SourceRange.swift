/// A stretch of one file, in bytes of the original text.
///
/// Every node of a tree has one, so it is kept small: places beyond 4 GiB count as that far.
public struct SourceRange: Sendable {
  public let file: SourceFile
  private let lowerBound: UInt32
  private let upperBound: UInt32

  /// - Parameter bytes: of `file`; when that is a text embedded in another file, the range is one of that file.
  public init(_ file: SourceFile, _ bytes: Range<Int>) {
    guard let origin = file.origin else {
      self.init(of: file, bytes)
      return
    }
    let inside = bytes.clamped(to: 0..<file.bytes.count)
    self.init(of: origin.file, origin.offsets[inside.lowerBound]..<origin.offsets[inside.upperBound])
  }

  private init(of file: SourceFile, _ bytes: Range<Int>) {
    self.file = file
    lowerBound = UInt32(clamping: bytes.lowerBound)
    upperBound = UInt32(clamping: bytes.upperBound)
  }

  public var bytes: Range<Int> { Int(lowerBound)..<Int(upperBound) }

  public var start: SourcePosition { file.position(at: bytes.lowerBound) }
  public var end: SourcePosition { file.position(at: bytes.upperBound) }
  public var text: String { file.text(bytes) }

  /// The range from the start of this one to the end of `other`, which must lie in the same file.
  public func through(_ other: SourceRange) -> SourceRange {
    SourceRange(file, bytes.lowerBound..<max(bytes.lowerBound, other.bytes.upperBound))
  }
}

extension SourceRange: Hashable {
  public static func == (a: SourceRange, b: SourceRange) -> Bool {
    a.bytes == b.bytes && (a.file === b.file || a.file.name == b.file.name)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(file.name)
    hasher.combine(bytes)
  }
}

extension SourceRange: CustomStringConvertible {
  /// `main.tf:3:12`, counted from 1.
  public var description: String {
    let start = start
    return "\(file.name):\(start.line):\(start.column)"
  }
}
