import Addresses
import Diagnostics
import HCL
import Language
import TestSupport
import Testing
import Values

struct BodyLocatorTests {
  private static let source = MarkedSource(
    """
    name = "a"
    tags = { team = 1️⃣"x"2️⃣ }
    port {
      internal = 80
    }
    3️⃣port4️⃣ {
      internal = 5️⃣4436️⃣
    }
    dynamic "mount" {
      for_each = []
      content {
        path = 7️⃣"/"8️⃣
      }
    }
    """)

  private static let cases: [(AttributePath, Character, Character)] = [
    (AttributePath([.attribute("tags"), .key("team")]), "1️⃣", "2️⃣"),
    (AttributePath([.attribute("port"), .index(1), .attribute("internal")]), "5️⃣", "6️⃣"),
    (AttributePath([.attribute("port"), .index(1), .attribute("external")]), "3️⃣", "4️⃣"),
    (AttributePath([.attribute("mount"), .index(3), .attribute("path")]), "7️⃣", "8️⃣"),
    (AttributePath([.attribute("mount"), .attribute("path")]), "7️⃣", "8️⃣"),
  ]

  @Test(arguments: cases)
  func `a value is found where it is written`(path: AttributePath, start: Character, end: Character) {
    var parser = Parser(Self.source.file)
    let header = SourceRange(Self.source.file, 0..<0)
    let locator = BodyLocator(body: parser.parseBody(), header: header)
    #expect(locator.range(of: path) == Self.source.range(start, end))
  }

  @Test func `what is not written is at the header of its block`() {
    var parser = Parser(Self.source.file)
    let header = SourceRange(Self.source.file, 0..<4)
    let locator = BodyLocator(body: parser.parseBody(), header: header)
    #expect(locator.range(of: AttributePath("nowhere")) == header)
    #expect(locator.range(of: .root) == header)
  }
}
