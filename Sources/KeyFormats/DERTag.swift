/// What kind of value a DER encoding holds: its identifier octet (ITU-T X.690, section 8.1.2).
public struct DERTag: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let boolean = DERTag(rawValue: 0x01)
  public static let integer = DERTag(rawValue: 0x02)
  public static let bitString = DERTag(rawValue: 0x03)
  public static let octetString = DERTag(rawValue: 0x04)
  public static let null = DERTag(rawValue: 0x05)
  public static let objectIdentifier = DERTag(rawValue: 0x06)
  public static let utf8String = DERTag(rawValue: 0x0C)
  public static let printableString = DERTag(rawValue: 0x13)
  public static let ia5String = DERTag(rawValue: 0x16)
  public static let utcTime = DERTag(rawValue: 0x17)
  public static let generalizedTime = DERTag(rawValue: 0x18)
  public static let sequence = DERTag(rawValue: 0x30)
  public static let set = DERTag(rawValue: 0x31)

  /// `[number]` of the structure around it, with a value that has a tag of its own inside.
  public static func explicit(_ number: UInt8) -> DERTag { DERTag(rawValue: 0xA0 | number) }

  /// `[number]` in the place of the value's own tag.
  public static func implicit(_ number: UInt8) -> DERTag { DERTag(rawValue: 0x80 | number) }
}
