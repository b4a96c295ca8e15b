/// A value in the Distinguished Encoding Rules (ITU-T X.690), made of its parts.
public struct DER: Hashable, Sendable {
  /// With tag and length.
  public let bytes: [UInt8]

  /// A value that is encoded already.
  public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  public init(_ tag: DERTag, _ content: some Collection<UInt8>) {
    bytes = [tag.rawValue] + Self.length(content.count) + content
  }

  public init(_ tag: DERTag, _ parts: [DER]) { self.init(tag, parts.flatMap(\.bytes)) }

  public static func sequence(_ parts: DER...) -> DER { DER(.sequence, parts) }
  public static func set(_ parts: DER...) -> DER { DER(.set, parts) }
  public static func octets(_ bytes: some Collection<UInt8>) -> DER { DER(.octetString, bytes) }
  public static func identifier(_ name: OID) -> DER { DER(.objectIdentifier, name.content) }
  public static let null = DER(.null, [UInt8]())
  public static let yes = DER(.boolean, [0xFF])

  /// - Parameter spare: how many bits at the end count for nothing.
  public static func bits(_ bytes: some Collection<UInt8>, spare: UInt8 = 0) -> DER {
    DER(.bitString, [spare] + bytes)
  }

  public static func integer(_ number: UInt8) -> DER { integer([number]) }

  /// A number that is not negative.
  ///
  /// - Parameter magnitude: its bytes, the most significant first.
  public static func integer(_ magnitude: some Collection<UInt8>) -> DER {
    let digits = Array(magnitude.drop { $0 == 0 })
    let needsSign = (digits.first ?? 0x80) >= 0x80
    return DER(.integer, needsSign ? [0] + digits : digits)
  }

  private static func length(_ count: Int) -> [UInt8] {
    guard count >= 0x80 else { return [UInt8(count)] }
    var digits: [UInt8] = []
    var rest = count
    while rest > 0 {
      digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return [0x80 | UInt8(digits.count)] + digits
  }
}
