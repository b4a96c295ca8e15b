import Encodings
import Testing
import Values

@testable import StateEncryption

/// Keys from passphrases.
struct PassphraseKeyTests {
  @Test(arguments: [
    // RFC 7914, section 11.
    (
      PassphraseKey.Hash.sha256, "passwd", "salt", 1, 64,
      "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
    ),
    // Made with Python's hashlib.
    (
      .sha512, "passwd", "salt", 1000, 48,
      "9b24b69e88dfa45d31e06a6dd20bc963268c0a94924677f76d4b2f02e5a105a7f65fca857a354cb2e5069580b8b8457c"
    ),
    (
      .sha256, String(repeating: "p", count: 200), "NaCl", 3, 40,
      "ecf708e70b4e1e88c4ee17d27464be5bc0397ef3f3499d74dd34a834caa897427abb8b7607921a54"
    ),
  ])
  func `keys are derived as others derive them`(
    _ hash: PassphraseKey.Hash, _ passphrase: String, _ salt: String, _ iterations: Int, _ length: Int,
    _ expected: String
  ) {
    let key = PassphraseKey(passphrase: Array(passphrase.utf8)).key([
      "salt": .string(Base64.standard.encode(Array(salt.utf8))), "iterations": .number(Number(iterations)),
      "hash_function": .string(hash.rawValue), "key_length": .number(Number(length)),
    ])
    #expect(key.map { Hexadecimal.encode($0) } == expected)
  }

  @Test func `what a file says of a key is not believed without bounds`() {
    let key = PassphraseKey(passphrase: Array("x".utf8))
    #expect(
      key.key([
        "salt": "AA==", "iterations": 2_000_000_000, "hash_function": "sha512", "key_length": 32,
      ]) == nil)
  }
}
