/// Where a regular expression matched, and what its groups took.
public struct Match: Sendable {
  private let whole: String
  /// Two a group, in bytes of UTF-8; -1 for a group that took no part.
  private let offsets: [Int]
  private let groupNames: [String?]

  init(text: String, offsets: [Int], groupNames: [String?]) {
    whole = text
    self.offsets = offsets
    self.groupNames = groupNames
  }

  /// The part of the text that matched.
  public var text: Substring { whole[range] }

  public var range: Range<String.Index> {
    range(ofGroup: 0) ?? whole.startIndex..<whole.startIndex
  }

  /// The number of groups, the whole match included.
  public var groupCount: Int { groupNames.count }

  /// What a group took, 0 being the whole match; nil when it took no part or does not exist.
  public subscript(group: Int) -> Substring? { range(ofGroup: group).map { whole[$0] } }

  /// What a named group took.
  public subscript(name: String) -> Substring? {
    groupNames.firstIndex(of: name).flatMap { self[$0] }
  }

  public func range(ofGroup group: Int) -> Range<String.Index>? {
    guard offsets.indices.contains(2 * group + 1), offsets[2 * group] >= 0, offsets[2 * group + 1] >= 0
    else { return nil }
    return index(offsets[2 * group])..<index(offsets[2 * group + 1])
  }

  private func index(_ offset: Int) -> String.Index {
    whole.utf8.index(whole.startIndex, offsetBy: offset)
  }
}
