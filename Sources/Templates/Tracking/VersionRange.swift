import Language

/// A range of versions as tags give them: `^2.1`, `~1.2`, `>= 1.2, < 3`.
struct VersionRange: Sendable {
  private let allows: @Sendable (Version) -> Bool

  /// nil when the text is no range but the name of something.
  init?(_ text: String) {
    if let rest = text.first == "^" ? text.dropFirst() : nil, let low = Version(rest) {
      let high = Self.next(after: low)
      allows = { $0 >= low && $0 < high }
    } else if text.hasPrefix("~"), !text.hasPrefix("~>"), let low = Version(text.dropFirst()) {
      let isMajor = !text.contains(".")
      let high = isMajor ? Version(low.major &+ 1, 0, 0) : Version(low.major, low.minor &+ 1, 0)
      allows = { $0 >= low && $0 < high }
    } else if let first = text.first, "<>=~!".contains(first), let constraint = VersionConstraint(text) {
      allows = { constraint.allows($0) }
    } else {
      return nil
    }
  }

  /// The first version that may break what works with `low`: the leftmost part that is not zero counts.
  private static func next(after low: Version) -> Version {
    if low.major > 0 { return Version(low.major &+ 1, 0, 0) }
    return low.minor > 0 ? Version(0, low.minor &+ 1, 0) : Version(0, 0, low.patch &+ 1)
  }

  /// The newest release in the range.
  ///
  /// - Parameter tags: their names; what is no version does not count.
  func newest(of tags: some Sequence<String>) -> String? {
    tags.compactMap { tag in Version(tag).map { (tag, $0) } }
      .filter { !$0.1.isPrerelease && allows($0.1) }
      .max { $0.1 < $1.1 }?.0
  }
}
