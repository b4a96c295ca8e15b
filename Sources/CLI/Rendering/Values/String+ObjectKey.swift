import Addresses

extension String {
  /// The string as a key of an object: bare where it is a name.
  var objectKey: String {
    let isName =
      first.map { $0.isLetter || $0 == "_" } ?? false
      && allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    return isName ? self : quoted
  }

  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
