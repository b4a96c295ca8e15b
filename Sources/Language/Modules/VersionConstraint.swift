/// Which versions are acceptable: `>= 1.2, < 2.0`, `~> 1.0`, `1.3.1`.
///
/// A pre-release is acceptable only where a clause names exactly it (Terraform's documentation, "Version
/// Constraints").
public struct VersionConstraint: Hashable, Sendable {
  private enum Comparison: String, CaseIterable {
    // Longer signs first, so that `>=` is not read as `>`.
    case atLeast = ">="
    case atMost = "<="
    case not = "!="
    case compatible = "~>"
    case equal = "="
    case above = ">"
    case below = "<"
  }

  private struct Clause: Hashable, Sendable {
    var comparison: Comparison
    var version: Version
    /// How many numbers of the version were written: `~>` lets the last of them grow.
    var segments: Int
  }

  private let clauses: [Clause]
  /// As written.
  public let text: String

  /// Reads clauses separated by commas; nil when the text is no constraint.
  public init?(_ text: String) {
    var clauses: [Clause] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let clause = Self.clause(part.trimmed) else { return nil }
      clauses.append(clause)
    }
    self.clauses = clauses
    self.text = text
  }

  public func allows(_ version: Version) -> Bool {
    let isNamed = clauses.contains { $0.comparison == .equal && $0.version == version }
    return (isNamed || !version.isPrerelease) && clauses.allSatisfy { Self.allows(version, $0) }
  }

  /// The one version that is asked for; nil where there may be several.
  public var exactVersion: Version? {
    clauses.count == 1 && clauses[0].comparison == .equal && clauses[0].segments == 3
      ? clauses[0].version : nil
  }

  /// The newest acceptable version; nil when there is none.
  public func newest(of versions: some Sequence<Version>) -> Version? {
    versions.filter(allows).max()
  }

  private static func clause(_ text: Substring) -> Clause? {
    let comparison = Comparison.allCases.first { text.hasPrefix($0.rawValue) }
    let version = comparison.map { text.dropFirst($0.rawValue.count).trimmed } ?? text
    guard let parsed = Version.parse(String(version)) else { return nil }
    return Clause(
      comparison: comparison ?? .equal, version: parsed.version, segments: parsed.segments)
  }

  private static func allows(_ version: Version, _ clause: Clause) -> Bool {
    switch clause.comparison {
    case .equal: version == clause.version
    case .not: version != clause.version
    case .above: version > clause.version
    case .atLeast: version >= clause.version
    case .below: version < clause.version
    case .atMost: version <= clause.version
    case .compatible: version >= clause.version && sharesLead(version, clause)
    }
  }

  /// Whether all numbers agree but the last that was written and those after it.
  private static func sharesLead(_ version: Version, _ clause: Clause) -> Bool {
    let wanted = [clause.version.major, clause.version.minor, clause.version.patch]
    let found = [version.major, version.minor, version.patch]
    return wanted.prefix(clause.segments - 1) == found.prefix(clause.segments - 1)
  }
}

extension VersionConstraint: CustomStringConvertible {
  public var description: String { text }
}

extension Substring {
  fileprivate var trimmed: Substring {
    guard let first = firstIndex(where: { !$0.isWhitespace }) else { return self[endIndex...] }
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return self[endIndex...] }
    return self[first...last]
  }
}
