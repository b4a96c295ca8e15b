import Diagnostics
import HCL
import TestSupport
import Testing

@Suite struct JSONBodyTests {
  @Test(arguments: GoldenCase.all(in: "HCL/JSON"))
  func `a file gives the expected tree and problems`(_ golden: GoldenCase) {
    var parser = JSONBodyParser(SourceFile(name: "main.tf.json", text: golden.input))
    var problems: [Diagnostic] = []
    let body = parser.parseBody().withBlocks(["none": 0, "one": 1, "two": 2], &problems)
    let difference = golden.difference(from: [
      "tree": TreePrinter.print(body),
      "diagnostics": (parser.diagnostics + problems).map(\.golden).joined(),
    ])
    #expect(difference == nil)
  }

  @Test func `ranges in a string are those of its place in the file`() throws {
    let source = MarkedSource(#"{ "a": "\n\u00e9 ${1️⃣upper(3️⃣b.c4️⃣)2️⃣}" }"#)
    var parser = JSONBodyParser(source.file)
    let attribute = try #require(parser.parseBody()[attribute: "a"])
    guard case .template(let parts, _) = attribute.value, case .interpolation(let call) = parts.last else {
      Issue.record("The string is no template.")
      return
    }
    #expect(call.range == source.range())
    #expect(call.freeTraversals.map(\.range) == [source.range("3️⃣", "4️⃣")])
  }

  @Test func `references and types are read out of quotes`() throws {
    var parser = JSONBodyParser(
      SourceFile(
        name: "main.tf.json", text: #"{ "a": ["x.y[0]", { "b": "list(\u0073tring)" }], "c": "${d}" }"#))
    let body = parser.parseBody()
    var problems: [Diagnostic] = []
    let value = try #require(body[attribute: "a"]).unquoted(&problems)
    #expect(TreePrinter.show(value) == #"[x.y[0], {("b") = list(string)}]"#)
    #expect(problems.isEmpty)
    #expect(TreePrinter.show(try #require(body[attribute: "c"]).constant) == #""${d}""#)
  }

  @Test func `a block is named by the keys that lead to it`() throws {
    let text = #"{ "resource": { "other": { "x": {} }, "thing": { "a\"": { "b": [{}, { "c": 1 }] } } } }"#
    var parser = JSONBodyParser(SourceFile(name: "main.tf.json", text: text))
    var problems: [Diagnostic] = []
    let block = try #require(parser.parseBody().withBlocks(["resource": 2], &problems).blocks.last)
    #expect(block.headerRange.caption == #"resource.thing.a\""#)
    #expect(try #require(block.body[attribute: "b"]).nameRange.caption == #"resource.thing.a\".b"#)
  }

  @Test func `nothing in a file traps`() {
    let whole = Array(#"{ "a": ["${x}", 1e5, null, {"b\u00e9\ud83d": "%{if x}\n"}], "none": [{}] }"#.utf8)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var bytes = whole
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      var parser = JSONBodyParser(SourceFile(name: "main.tf.json", bytes: bytes))
      var problems: [Diagnostic] = []
      _ = parser.parseBody().withBlocks(["none": 0, "a": 1], &problems)
    }
    let deep = String(repeating: "[", count: 230) + String(repeating: "]", count: 230)
    var parser = JSONBodyParser(SourceFile(name: "main.tf.json", text: "{\"a\": \(deep)}"))
    _ = parser.parseBody()
    #expect(parser.diagnostics.map(\.code) == ["nesting-too-deep"])
  }
}
