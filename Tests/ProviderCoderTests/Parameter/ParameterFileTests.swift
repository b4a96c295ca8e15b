import Testing

@testable import ProviderCoder

@Suite struct ParameterFileTests {
  @Test(
    arguments: [
      ("cpu: 4", "4"), ("cpu: \"4\" # cores", "4"), ("cpu: '4'", "4"),
      ("---\n# all\n\ncpu:   4  \n...\n", "4"),
      ("\"cpu\": true", "true"), ("cpu: a b#c # d", "a b#c"), ("cpu: http://x:1/#y", "http://x:1/#y"),
      (#"cpu: "a\n\"b\" é""#, "a\n\"b\" é"), ("cpu: 'it''s \\n'", "it's \\n"), ("cpu: \"\"", ""),
      ("cpu: [a, 'b, c', \"d\", 4] # list", #"["a","b, c","d","4"]"#), ("cpu: []", "[]"),
      ("cpu:\n  - a\n\n  - 'b'\n", #"["a","b"]"#), ("cpu: # items\n- a\n", #"["a"]"#),
      ("cpu: |\n  one\n    two\n\n", "one\n  two\n"), ("cpu: |-\n  one\nother: 1", "one"),
      ("cpu: 4\r\n", "4"),
      ("\u{FEFF}cpu: 4", "4"), (" {\"cpu\": \"4\"}", "4"), ("{\"cpu\": 4.50, \"x\": null2}", nil),
      (#"{"cpu": ["a", 1, true]}"#, #"["a","1","true"]"#), (#"{"cpu": 10}"#, "10"),
    ] as [(String, String?)])
  func `values are text whatever they are written as`(text: String, value: String?) {
    #expect((try? ParameterFile(text))?.values["cpu"] == value)
  }

  @Test func `each name has its value and its line`() throws {
    let file = try ParameterFile("region: eu\nides:\n  - a\n  - b\n\ncpu: 4\n")
    #expect(file.values == ["region": "eu", "ides": #"["a","b"]"#, "cpu": "4"])
    #expect(file.lines == ["region": 1, "ides": 2, "cpu": 6])
  }

  @Test(arguments: [
    ("cpu", 1), ("a: 1\ncpu:4", 2), ("cpu:", 1), ("cpu: \"4", 1), ("cpu: [a", 1), ("cpu: {a: b}", 1),
    ("cpu: *x", 1), ("cpu: >\n  folded", 1), ("  cpu: 4", 1), ("- cpu", 1), ("a: 1\n\na: 2", 3),
    ("cpu: 'a' b", 1), ("cpu: [a] b", 1), (#"cpu: "\q""#, 1), ("{\n\"cpu\": {}}", 1), ("{\n\"cpu\": x}", 2),
    (": x", 1),
  ])
  func `what cannot be read is said with its line`(text: String, line: Int) {
    let problem = #expect(throws: ParameterFile.Problem.self) { try ParameterFile(text) }
    #expect(problem?.line == line)
  }

  @Test func `an empty file gives nothing`() throws {
    #expect(try ParameterFile("# nothing\n").values.isEmpty)
    #expect(try ParameterFile("").values.isEmpty)
  }
}
