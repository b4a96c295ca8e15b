/// A part of a YAML document: its representation graph (YAML 1.2, section 3.2.1), with aliases followed and
/// tags not yet interpreted.
public struct YAMLNode: Sendable {
  /// A place in the text; lines and columns are counted from 1.
  public struct Mark: Hashable, Sendable {
    public var line: Int
    public var column: Int
  }

  public indirect enum Content: Sendable {
    /// - Parameter isPlain: whether the text stands without quotes and in no block, so that it may be other
    ///   than a string.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  public var content: Content
  /// In full, `tag:yaml.org,2002:int`; nil where none is written.
  public var tag: String?
  public var mark: Mark
}
