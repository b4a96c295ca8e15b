import Addresses

extension String {
  /// The string as a key of an object: bare where it is a name.
  var objectKey: String {
    let isName =
      first.map { $0.isLetter || $0 == "_" } ?? false
      && allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    return isName ? self : quoted
  }

  /// With zeros or the like before it.
  func padded(to width: Int, with character: Character) -> String {
    String(repeating: character, count: max(0, width - count)) + self
  }

  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
