extension UInt8 {
  var isASCIIDigit: Bool { self >= 48 && self <= 57 }
  var isASCIILetter: Bool { (self | 0x20) >= 97 && (self | 0x20) <= 122 }
  var isASCIIAlphanumeric: Bool { isASCIIDigit || isASCIILetter }

  /// The value of a hexadecimal digit.
  var hexDigitValue: UInt8? {
    switch self {
    case 48...57: self - 48
    case 65...70: self - 55
    case 97...102: self - 87
    default: nil
    }
  }

  var asciiLowercased: UInt8 { self >= 65 && self <= 90 ? self | 0x20 : self }
}

extension StringProtocol {
  /// The string with `A` to `Z` in lower case: protocol names know no other letters.
  var asciiLowercased: String { String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self) }

  func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
    utf8.count == other.utf8.count
      && zip(utf8, other.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
  }
}

extension BidirectionalCollection<UInt8> {
  /// The bytes less the spaces and tabs at both ends.
  var trimmingSpaces: SubSequence {
    let isSpace: (UInt8) -> Bool = { $0 == 32 || $0 == 9 }
    guard let last = lastIndex(where: { !isSpace($0) }) else { return self[startIndex..<startIndex] }
    return self[...last].drop(while: isSpace)
  }
}
