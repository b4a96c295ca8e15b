import Language
import Testing

struct VersionConstraintTests {
  @Test(arguments: [
    ("1.2.3", "1.2.3", true), ("= 1.2", "1.2.0", true), ("1.2.3", "1.2.4", false),
    ("!= 1.2.3", "1.2.4", true), ("!= 1.2.3", "1.2.3", false),
    ("> 1.2.3", "1.2.4", true), ("> 1.2.3", "1.2.3", false), (">= 1.2.3", "1.2.3", true),
    ("< 2", "1.9.9", true), ("< 2", "2.0.0", false), ("<= 2", "2.0.0", true),
    ("~> 1.0", "1.9.0", true), ("~> 1.0", "2.0.0", false), ("~> 1.2.3", "1.2.9", true),
    ("~> 1.2.3", "1.3.0", false), ("~> 1.2", "1.1.9", false), ("~> 1", "7.0.0", true),
    (">= 1.2, < 2.0", "1.5.0", true), (">= 1.2, < 2.0", "2.1.0", false), (">=1.0", "1.0.1", true),
  ])
  func `a constraint accepts and refuses`(text: String, version: String, isAllowed: Bool) throws {
    let constraint = try #require(VersionConstraint(text))
    #expect(constraint.allows(try #require(Version(version))) == isAllowed)
  }

  @Test(arguments: [("1.0.0-rc.1", true), ("= 1.0.0-rc.1", true), (">= 0.9", false), ("~> 1.0", false)])
  func `a pre-release is taken only when it is named`(text: String, isAllowed: Bool) throws {
    let constraint = try #require(VersionConstraint(text))
    #expect(constraint.allows(try #require(Version("1.0.0-rc.1"))) == isAllowed)
  }

  @Test(arguments: ["", "abc", "1.2.3.4", "=> 1", "1.2,", "~>", "1..2", "99999999999999999999"])
  func `what is no constraint is refused`(text: String) {
    #expect(VersionConstraint(text) == nil)
  }

  @Test func `the newest version is chosen by precedence, not by spelling`() throws {
    let versions = ["1.9.0", "1.10.0", "2.0.0-rc.1", "1.2.0"].compactMap { Version($0) }
    #expect(try #require(VersionConstraint("~> 1.0")).newest(of: versions) == Version(1, 10, 0))
  }

  @Test func `versions stand in the order of SemVer`() {
    let sorted = [
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0",
    ]
    #expect(sorted.compactMap { Version($0) }.shuffled().sorted().map(\.description) == sorted)
  }
}
