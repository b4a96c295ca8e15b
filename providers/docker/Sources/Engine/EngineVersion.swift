/// A version of the Docker Engine API.
struct EngineVersion: Comparable, Hashable, Sendable {
  var major: Int
  var minor: Int

  /// What Docker 20.10 speaks; the oldest version that is used here.
  static let oldest = EngineVersion(major: 1, minor: 41)
  /// The newest version whose description this provider was written against.
  static let newest = EngineVersion(major: 1, minor: 55)

  init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// From `1.41` or `v1.41`; nil for anything else.
  init?(_ text: some StringProtocol) {
    let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...]).split(
      separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0, minor >= 0
    else {
      return nil
    }
    self.init(major: major, minor: minor)
  }

  static func < (left: EngineVersion, right: EngineVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }
}

extension EngineVersion: CustomStringConvertible {
  var description: String { "\(major).\(minor)" }
}
