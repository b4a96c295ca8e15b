import Encodings
import TestSupport
import Testing

@testable import Compression

struct GzipTests {
  /// What `base64gzip` of Terraform 1.15 gives.
  @Test(arguments: [
    ("", "H4sIAAAAAAAA/wAAAP//AQAA//8AAAAAAAAAAA=="),
    ("a", "H4sIAAAAAAAA/0oEAAAA//8BAAD//0O+t+gBAAAA"),
    (String(repeating: "a", count: 27), "H4sIAAAAAAAA/0rEDQAAAAD//wEAAP//xzDlLRsAAAA="),
    ("hello hello hello", "H4sIAAAAAAAA/8pIzcnJV0AiAQAAAP//AQAA//+AiPnlEQAAAA=="),
  ])
  func `texts are compressed as the language prescribes`(text: String, expected: String) {
    #expect(Base64.standard.encode(Gzip.compress(Array(text.utf8))) == expected)
  }

  /// One for each form of block: copied, with the fixed codes, and with codes of its own, over many blocks and
  /// windows.
  @Test(
    arguments: [
      [], [0], Array(repeating: 7, count: 100_000), noise(5_000, alphabet: 256), noise(70_000, alphabet: 4),
      noise(1000, alphabet: 3), Array("the quick brown fox ".utf8) + noise(20_000, alphabet: 90),
    ] as [[UInt8]])
  func `what was compressed comes back`(content: [UInt8]) throws {
    #expect(try Gzip.decompress(Gzip.compress(content), limit: content.count) == content)
  }

  @Test func `content beyond the limit is refused`() {
    let bytes = Gzip.compress([UInt8](repeating: 0, count: 5000))
    #expect(throws: CompressionError.tooLarge) { try Gzip.decompress(bytes, limit: 4999) }
  }

  @Test func `a damaged file is refused and traps nothing`() {
    let whole = Gzip.compress(Self.noise(2000, alphabet: 20))
    var random = SeededGenerator(seed: 1)
    for _ in 0..<500 {
      var bytes = whole
      bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      _ = try? Gzip.decompress(
        Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))), limit: 100_000)
    }
    #expect(throws: CompressionError.truncated) { try Gzip.decompress(Array(whole.dropLast()), limit: 2000) }
  }

  /// Bytes without a pattern, the same at every call.
  private static func noise(_ count: Int, alphabet: UInt64) -> [UInt8] {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(state % alphabet)
    }
  }
}
