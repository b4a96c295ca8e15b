import Encodings
import Testing

struct Base64Tests {
  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
  ])
  func `text is what the standard says`(plain: String, encoded: String) {
    #expect(Base64.standard.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.standard.decode(encoded) == Array(plain.utf8))
  }

  @Test func `each alphabet reads what it wrote`() {
    let bytes = (0...255).map { UInt8($0) }
    for base64 in [Base64.standard, .urlSafe, .rawURLSafe] {
      for count in 250...256 {
        #expect(base64.decode(base64.encode(Array(bytes.suffix(count)))) == bytes.suffix(count))
      }
    }
    #expect(Base64.rawURLSafe.encode([251, 255]) == "-_8")
  }

  @Test func `broken lines are joined`() {
    #expect(Base64.standard.decode("Zm9v\r\nYg==\n") == Array("foob".utf8))
  }

  @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "Z===", "Zm9v!A==", "=Zg=", "-_8="])
  func `what is not the encoding is refused`(text: String) {
    #expect(Base64.standard.decode(text) == nil)
  }
}

struct UUIDTests {
  @Test(arguments: ["f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae7dec11d0a76500a0c91e6bf6"])
  func `the text of an identifier reads back`(text: String) {
    #expect(UUID(text)?.description == "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
  }

  @Test(arguments: [
    "", "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae7-dec-11d0-a765-00a0c91e6bf6",
    "g81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a76500a0c91e6bf6",
  ])
  func `what is no identifier is refused`(text: String) {
    #expect(UUID(text) == nil)
  }

  @Test func `random identifiers say that they are random, and differ`() {
    let (a, b) = (UUID.random(), UUID.random())
    #expect(a != b)
    #expect(a.bytes[6] >> 4 == 4)
    #expect(a.bytes[8] >> 6 == 2)
  }
}
