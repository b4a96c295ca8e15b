/// What has to be remembered about a value besides its type and content. Every operation carries the
/// marks of its operands on to its result.
public struct Marks: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Must not be shown to a person or written in plain text.
  public static let sensitive = Marks(rawValue: 1)
  /// Lives for one phase only and is stored nowhere.
  public static let ephemeral = Marks(rawValue: 2)
}
