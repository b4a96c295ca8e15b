import Encodings
import KeyFormats
import RSA
import Testing

struct RSAPrivateKeyTests {
  @Test(arguments: [SampleKey.pkcs1, SampleKey.pkcs8, SampleKey.openSSH, "a line before\n" + SampleKey.pkcs1])
  func `a message is decrypted with the key in any of its formats`(pem: String) throws {
    let message = try #require(Base64.standard.decode(SampleKey.message))
    #expect(try RSAPrivateKey(pem: pem).decrypt(message) == Array("hello é".utf8))
  }

  @Test func `what was not encrypted for the key is refused`() throws {
    let key = try RSAPrivateKey(pem: SampleKey.pkcs1)
    var message = try #require(Base64.standard.decode(SampleKey.message))
    message[5] ^= 1
    #expect(key.decrypt(message) == nil)
    #expect(key.decrypt([]) == nil)
    #expect(key.decrypt([UInt8](repeating: 255, count: 128)) == nil)
    #expect(key.decrypt([UInt8](repeating: 1, count: 129)) == nil)
  }

  @Test(arguments: [
    (SampleKey.protected, "it is protected by a passphrase"),
    (SampleKey.elliptic, "it is a key of another kind than RSA"),
    ("no key", "it is no text in PEM format"),
    ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "it is no private key, but a PUBLIC KEY"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----", "it is damaged"),
  ])
  func `what is no usable key is refused with a reason`(text: String, reason: String) {
    do {
      _ = try RSAPrivateKey(pem: text)
      Issue.record("The text was taken for a key.")
    } catch {
      #expect(error.message == reason)
    }
  }

  @Test(arguments: [SampleKey.pkcs1, SampleKey.pkcs8, SampleKey.openSSH])
  func `a damaged key traps nothing`(pem: String) throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      var bytes = Array(pem.utf8)
      bytes[Int.random(in: 40..<bytes.count - 40, using: &random)] = UInt8.random(
        in: 43...122, using: &random)
      _ = try? RSAPrivateKey(pem: String(decoding: bytes, as: UTF8.self))
    }
  }
}
