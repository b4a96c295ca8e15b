import Testing
import Values

struct JSONParsingTests {
  static let values: [(String, JSON)] = [
    ("null", JSON.null), (" true ", true), ("\t\r\nfalse", false), ("-12", -12), ("[]", []), ("{}", [:]),
    (#"[1,[2],{"a":null}]"#, [1, [2], ["a": .null]]), (#""plain""#, "plain"), (#""""#, ""),
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""a\u00e9\u20ACz""#, "aé€z"),
    (#""\ud83d\ude00""#, "😀"),
    ("\u{FEFF}1", 1), ("\"é😀\u{7f}\"", "é😀\u{7f}"),
  ]

  @Test(arguments: values)
  func `a value of every kind is read`(text: String, expected: JSON) throws {
    #expect(try JSON.parse(text) == expected)
  }

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("2.50", "2.5"), ("1e3", "1000"), ("1E-2", "0.01"), ("0.1", "0.1"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("123456789012345678", "123456789012345678"), ("1234567890123456789", "1234567890123456789"),
    ("18446744073709551616.5", "18446744073709551616.5"),
    ("0.000000000000000000001", "0.000000000000000000001"),
  ])
  func `numbers keep their digits`(text: String, digits: String) throws {
    #expect(try JSON.parse(text).asNumber?.description == digits)
  }

  @Test func `members keep their order and the last of equal keys counts`() throws {
    let json = try JSON.parse(#"{"b":1,"a":2,"b":3,"c":4,"a":5}"#)
    #expect(json == ["b": 3, "a": 5, "c": 4])
    let many = "{" + (0..<100).map { #""k\#($0 % 50)":\#($0)"# }.joined(separator: ",") + "}"
    #expect(try JSON.parse(many).members?.map(\.value) == (50..<100).map { JSON.number(Number($0)) })
  }

  @Test(arguments: [#""\ud800""#, #""\udc00""#, #""\ud800x""#])
  func `half a surrogate pair becomes a replacement character`(text: String) throws {
    #expect(try JSON.parse(text).asString?.unicodeScalars.first == "\u{FFFD}")
  }

  @Test func `what follows a lone lead surrogate is kept`() throws {
    #expect(try JSON.parse(#""\ud800\u0041""#) == "\u{FFFD}A")
  }

  @Test func `bytes that are no text are replaced`() throws {
    #expect(try JSON.parse([0x22, 0xFF, 0x22]) == "\u{FFFD}")
  }

  @Test(arguments: [
    ("", 1, 1), ("  ", 1, 3), ("[1,]", 1, 3), ("[1 2]", 1, 4), ("{a:1}", 1, 2), (#"{"a" 1}"#, 1, 6),
    (#"{"a":1,}"#, 1, 7), ("nul", 1, 1), ("1 1", 1, 3), ("[\n  1,\n  x\n]", 3, 3), ("\"abc", 1, 1),
    ("\"a\nb\"", 1, 3), (#""\x""#, 1, 2), (#""\u12g4""#, 1, 6), (#""\u-001""#, 1, 4), ("01", 1, 1),
    ("-", 1, 1),
    ("1.", 1, 3), ("1e", 1, 3), (".5", 1, 1), ("+1", 1, 1), ("1e99999", 1, 1), ("[", 1, 2), ("{", 1, 2),
    ("\"\\", 1, 2),
    ("tru\u{0}", 1, 1), ("]", 1, 1), ("NaN", 1, 1), ("'a'", 1, 1),
  ])
  func `an error names the place`(text: String, line: Int, column: Int) {
    let error = #expect(throws: JSON.SyntaxError.self) { try JSON.parse(text) }
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test func `nesting ends at a limit instead of the stack`() throws {
    let deep = String(repeating: "[", count: JSON.maxDepth) + String(repeating: "]", count: JSON.maxDepth)
    #expect(throws: Never.self) { try JSON.parse(deep) }
    #expect(throws: JSON.SyntaxError.self) { try JSON.parse(String(repeating: #"{"a":["#, count: 1_000_000)) }
  }

  @Test func `cut and damaged text never traps`() {
    let text = Array(#"{"a":[1.5e3,"x\u00e9\ud83d\ude00",true,null],"b":{"c":-0.1}}"#.utf8)
    for end in text.indices {
      #expect(throws: JSON.SyntaxError.self) { try JSON.parse(text[..<end]) }
      for byte in [0x00, 0x22, 0x2C, 0x5C, 0x7B, 0xFF] as [UInt8] {
        var damaged = text
        damaged[end] = byte
        _ = try? JSON.parse(damaged)
      }
    }
  }
}
