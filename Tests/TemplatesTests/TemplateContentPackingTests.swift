import Testing

@testable import Templates

@Suite struct TemplateContentPackingTests {
  @Test func `a packed content comes back as it was`() throws {
    let content = TemplateContent([
      .init("main.tf", Array("# one".utf8)), .init("run", [0, 255, 10], .executable),
      .init("link", Array("main.tf".utf8), .link), .init("empty", []),
    ])
    #expect(try TemplateContent(packed: content.packed()) == content)
  }

  @Test(arguments: ["", "no base64!", "aGVsbG8="])
  func `what is none is damaged`(_ text: String) {
    #expect(throws: TemplateError(.damaged, "")) { try TemplateContent(packed: text) }
  }
}
