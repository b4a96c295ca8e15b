import Certificates
import KeyFormats
import Testing

struct PrivateKeyTests {
  private static let recipes: [PrivateKey.Recipe] = [
    .rsa(bits: 1024), .ecdsa(.p224), .ecdsa(.p256), .ecdsa(.p384), .ecdsa(.p521), .ed25519,
  ]

  @Test(arguments: recipes)
  func `a key is the same after writing and reading, in any format`(_ recipe: PrivateKey.Recipe) throws {
    let key = try PrivateKey(recipe)
    for text in [key.pem, key.pkcs8PEM, key.openSSH].compactMap(\.self) {
      let read = try PrivateKey(pem: text)
      #expect(read.pem == key.pem)
      #expect(read.publicKey.pem == key.publicKey.pem)
      #expect(read.publicKey.authorizedKey == key.publicKey.authorizedKey)
    }
  }

  /// Made by ssh-keygen of OpenSSH 9.2, which also tells the fingerprints.
  @Test func `fingerprints are those of other tools`() throws {
    let key = try PrivateKey(pem: SampleKeys.ed25519)
    #expect(key.publicKey.authorizedKey == SampleKeys.authorized + "\n")
    #expect(key.publicKey.sha256Fingerprint == SampleKeys.sha256)
    #expect(key.publicKey.md5Fingerprint == SampleKeys.md5)
  }

  @Test func `SSH has no keys on P-224`() throws {
    let key = try PrivateKey(.ecdsa(.p224))
    #expect(key.openSSH == nil)
    #expect(key.publicKey.authorizedKey == nil)
    #expect(key.publicKey.sha256Fingerprint == nil)
  }

  @Test(arguments: [
    ("x", "it is no text in PEM format"),
    (
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      "it is no private key, but a CERTIFICATE"
    ),
    ("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----", "it is damaged"),
    (
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----",
      "it is protected by a passphrase"
    ),
  ])
  func `what is no usable key is refused with a reason`(text: String, reason: String) {
    #expect(throws: KeyFormatError(reason)) { try PrivateKey(pem: text) }
  }

  @Test(arguments: [PrivateKey.Recipe.ecdsa(.p256), .ed25519])
  func `a damaged key traps nothing`(_ recipe: PrivateKey.Recipe) throws {
    let key = try PrivateKey(recipe)
    for text in [key.pem, key.pkcs8PEM, key.openSSH].compactMap(\.self) {
      let pem = try #require(PEM(text))
      for index in stride(from: 0, to: pem.content.count, by: 3) {
        var content = pem.content
        content[index] ^= 0x81
        _ = try? PrivateKey(pem: PEM(label: pem.label, content: content).text)
        _ = try? PrivateKey(pem: PEM(label: pem.label, content: Array(content.prefix(index))).text)
      }
    }
  }

  @Test func `keys of RSA that nobody should use are not made`() {
    #expect(throws: KeyFormatError("RSA keys of 100 bits cannot be made")) { try PrivateKey(.rsa(bits: 100)) }
  }
}
