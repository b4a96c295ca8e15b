/// A semantic version, as registries list them: `1.2.0-rc.1+build.5`.
public struct Version: Hashable, Sendable {
  public var major: Int
  public var minor: Int
  public var patch: Int
  /// The parts between the dots after `-`; empty in a release.
  public var prerelease: [String]
  /// What follows `+`. Says nothing about which version is newer.
  public var build: String

  public init(_ major: Int, _ minor: Int, _ patch: Int, prerelease: [String] = [], build: String = "") {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
    self.build = build
  }

  /// Reads `1`, `1.2` or `1.2.3`, with an optional leading `v`, pre-release and build; nil when the text is
  /// none of these.
  public init?(_ text: some StringProtocol) {
    guard let parsed = Self.parse(String(text)) else { return nil }
    self = parsed.version
  }

  public var isPrerelease: Bool { !prerelease.isEmpty }

  /// The version, and how many of its three numbers were written.
  static func parse(_ text: String) -> (version: Version, segments: Int)? {
    var core = Substring(text)
    if core.first == "v" { core.removeFirst() }
    let build = takeSuffix(after: "+", of: &core)
    let prerelease = takeSuffix(after: "-", of: &core)
    guard let build, let prerelease else { return nil }
    let numbers = core.split(separator: ".", omittingEmptySubsequences: false).map(number)
    guard (1...3).contains(numbers.count) else { return nil }
    let known = numbers.compactMap(\.self)
    guard known.count == numbers.count else { return nil }
    let padded = known + [0, 0]
    let version = Version(
      padded[0], padded[1], padded[2], prerelease: prerelease.split(separator: ".").map(String.init),
      build: String(build))
    return (version, known.count)
  }

  /// Cuts off what follows the first `mark`: empty when there is no mark, nil when what follows is no list
  /// of identifiers.
  private static func takeSuffix(after mark: Character, of text: inout Substring) -> Substring? {
    guard let index = text.firstIndex(of: mark) else { return "" }
    let suffix = text[text.index(after: index)...]
    text = text[..<index]
    let identifiers = suffix.split(separator: ".", omittingEmptySubsequences: false)
    let isValid = identifiers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isIdentifierByte) }
    return isValid ? suffix : nil
  }

  private static func isIdentifierByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func number(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(digits)
  }
}

extension Version: Comparable {
  /// Precedence as SemVer 2.0.0 section 11 defines it: a pre-release comes before its release.
  public static func < (a: Version, b: Version) -> Bool {
    let (x, y) = ((a.major, a.minor, a.patch), (b.major, b.minor, b.patch))
    if x != y { return x < y }
    if a.prerelease.isEmpty || b.prerelease.isEmpty { return a.isPrerelease && !b.isPrerelease }
    return a.prerelease.lexicographicallyPrecedes(b.prerelease, by: identifierPrecedes)
  }

  /// Numbers by size and before words; words by their bytes.
  private static func identifierPrecedes(_ a: String, _ b: String) -> Bool {
    switch (number(a[...]), number(b[...])) {
    case (let a?, let b?): a < b
    case (.some, nil): true
    case (nil, .some): false
    case (nil, nil): a < b
    }
  }
}

extension Version: CustomStringConvertible {
  public var description: String {
    var text = "\(major).\(minor).\(patch)"
    if isPrerelease { text += "-" + prerelease.joined(separator: ".") }
    if !build.isEmpty { text += "+" + build }
    return text
  }
}
