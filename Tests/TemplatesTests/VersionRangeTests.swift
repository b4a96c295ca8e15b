import Testing

@testable import Templates

@Suite struct VersionRangeTests {
  private static let tags = [
    "v0.2.0", "0.2.5", "v0.3.0", "v1.0.0", "v1.2.0", "1.10.1", "v2.0.0", "v2.1.0-rc.1", "nightly",
  ]

  @Test(arguments: [
    ("^1", "1.10.1"), ("^1.2", "1.10.1"), ("^0.2", "0.2.5"), ("^0.2.1", "0.2.5"), ("~1.2", "v1.2.0"),
    ("~1", "1.10.1"), (">= 1.0, < 1.5", "v1.2.0"), ("~> 1.0", "1.10.1"), ("^2", "v2.0.0"),
  ])
  func `the newest release in a range is taken`(_ range: String, _ tag: String) throws {
    #expect(try #require(VersionRange(range)).newest(of: Self.tags) == tag)
  }

  @Test(arguments: ["^3", "~1.5", "^0.0.3", "^9223372036854775807", "~9223372036854775807"])
  func `a range without a release gives nothing`(_ range: String) throws {
    #expect(try #require(VersionRange(range)).newest(of: Self.tags) == nil)
  }

  @Test(arguments: ["main", "v1.2.0", "^main", "~", "", "1.2.0"])
  func `names are no ranges`(_ name: String) { #expect(VersionRange(name) == nil) }
}
