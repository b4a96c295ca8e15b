/// Reads values in the Distinguished Encoding Rules (ITU-T X.690), one after another.
public struct DERReader {
  /// A value with what was read of it.
  public struct Element {
    public var tag: DERTag
    public var content: ArraySlice<UInt8>
    /// With its tag and length.
    public var whole: ArraySlice<UInt8>
  }

  private var bytes: ArraySlice<UInt8>

  public init(_ bytes: some Collection<UInt8>) {
    self.bytes = Array(bytes)[...]
  }

  public var isAtEnd: Bool { bytes.isEmpty }

  /// The next value, of any kind.
  public mutating func next() throws(KeyFormatError) -> Element {
    let start = bytes
    guard let tag = bytes.popFirst() else { throw .damaged }
    let length = try readLength()
    guard length <= bytes.count else { throw .damaged }
    defer { bytes.removeFirst(length) }
    let content = bytes.prefix(length)
    return Element(
      tag: DERTag(rawValue: tag), content: content, whole: start[start.startIndex..<content.endIndex])
  }

  /// The content of the next value, which must have the tag.
  public mutating func read(_ tag: DERTag) throws(KeyFormatError) -> ArraySlice<UInt8> {
    let element = try next()
    guard element.tag == tag else { throw .damaged }
    return element.content
  }

  /// The content of the next value; nil, and nothing read, when it has another tag or is not there.
  public mutating func readIfPresent(_ tag: DERTag) throws(KeyFormatError) -> ArraySlice<UInt8>? {
    bytes.first == tag.rawValue ? try read(tag) : nil
  }

  /// What is inside of the next value, which must have the tag.
  public mutating func enter(_ tag: DERTag) throws(KeyFormatError) -> DERReader {
    DERReader(try read(tag))
  }

  /// The bytes of a bit string without spare bits.
  public mutating func readBits() throws(KeyFormatError) -> ArraySlice<UInt8> {
    let content = try read(.bitString)
    guard content.first == 0 else { throw .damaged }
    return content.dropFirst()
  }

  public mutating func readIdentifier() throws(KeyFormatError) -> OID {
    OID(content: Array(try read(.objectIdentifier)))
  }

  private mutating func readLength() throws(KeyFormatError) -> Int {
    guard let first = bytes.popFirst() else { throw .damaged }
    guard first >= 0x80 else { return Int(first) }
    let count = Int(first & 0x7F)
    guard (1...4).contains(count), count <= bytes.count else { throw .damaged }
    defer { bytes.removeFirst(count) }
    return bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
  }
}
