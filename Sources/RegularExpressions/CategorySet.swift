/// Some of Unicode's general categories, or all the others: `\pL`, `\P{Nd}`.
struct CategorySet: Sendable {
  /// One bit a category, by ``index(of:)``.
  private let bits: UInt32
  private let isNegated: Bool

  /// The categories of a one-letter or two-letter name; nil when there is no such name.
  init?(_ name: String, isNegated: Bool) {
    let matching = Self.names.indices.filter { name == "Any" || Self.names[$0].hasPrefix(name) }
    guard !matching.isEmpty, !name.isEmpty else { return nil }
    bits = matching.reduce(0) { $0 | 1 << UInt32($1) }
    self.isNegated = isNegated
  }

  func contains(_ scalar: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(scalar) else { return false }
    let isMember = bits >> UInt32(Self.index(of: scalar.properties.generalCategory)) & 1 == 1
    return isMember != isNegated
  }

  private static let names = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
    "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
  ]

  private static func index(of category: Unicode.GeneralCategory) -> Int {
    switch category {
    case .uppercaseLetter: 0
    case .lowercaseLetter: 1
    case .titlecaseLetter: 2
    case .modifierLetter: 3
    case .otherLetter: 4
    case .nonspacingMark: 5
    case .spacingMark: 6
    case .enclosingMark: 7
    case .decimalNumber: 8
    case .letterNumber: 9
    case .otherNumber: 10
    case .connectorPunctuation: 11
    case .dashPunctuation: 12
    case .openPunctuation: 13
    case .closePunctuation: 14
    case .initialPunctuation: 15
    case .finalPunctuation: 16
    case .otherPunctuation: 17
    case .mathSymbol: 18
    case .currencySymbol: 19
    case .modifierSymbol: 20
    case .otherSymbol: 21
    case .spaceSeparator: 22
    case .lineSeparator: 23
    case .paragraphSeparator: 24
    case .control: 25
    case .format: 26
    case .surrogate: 27
    case .privateUse: 28
    case .unassigned: 29
    @unknown default: 29
    }
  }
}
