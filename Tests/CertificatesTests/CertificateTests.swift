import Certificates
import KeyFormats
import Testing
import Values

struct CertificateTests {
  private static func content(_ key: PrivateKey) throws -> CertificateContent {
    let subject = DistinguishedName([.commonName: ["example.com"], .organization: ["Ex, ample"]])
    let names = try SubjectNames(
      dns: ["a.example"], addresses: ["10.0.0.1", "2001:db8::1"], uris: ["spiffe://a"])
    var content = CertificateContent(
      subject, names, key.publicKey, start: try Timestamp("2030-01-02T03:04:05Z"),
      end: try Timestamp("2051-01-02T03:04:05Z"))
    content.uses = ["digital_signature", "cert_signing", "server_auth"]
    return content
  }

  @Test(arguments: [PrivateKey.Recipe.rsa(bits: 1024), .ecdsa(.p224), .ecdsa(.p384), .ed25519])
  func `a certificate says what it was made of`(_ recipe: PrivateKey.Recipe) throws {
    let key = try PrivateKey(recipe)
    var content = try Self.content(key)
    content.isAuthority = true
    content.maxPathLength = 0
    let certificate = try Certificate(pem: try Certificate(content, signedBy: key).pem)
    #expect("\(certificate.subject)" == #"CN=example.com,O=Ex\, ample"#)
    #expect(certificate.issuer == certificate.subject)
    #expect(certificate.start == content.start)
    #expect(certificate.end == content.end)
    #expect(certificate.version == 3)
    #expect(certificate.isAuthority)
    #expect(certificate.maxPathLength == 0)
    #expect(certificate.publicKey.pem == key.publicKey.pem)
  }

  @Test func `a request brings subject, names and key into the certificate`() throws {
    let (authority, key) = (try PrivateKey(.ed25519), try PrivateKey(.ecdsa(.p256)))
    var content = try Self.content(authority)
    content.isAuthority = true
    let issuer = try Certificate(content, signedBy: authority)
    let wanted = try Self.content(key)
    let request = try CertificateRequest(
      pem: try CertificateRequest(wanted.subject, wanted.names, key: key).pem)
    let issued = try Certificate(
      CertificateContent(request, start: wanted.start, end: wanted.end), signedBy: authority, of: issuer)
    #expect(issued.issuer == issuer.subject)
    #expect(request.names == wanted.names)
    #expect(issued.publicKey.algorithmName == "ECDSA")
    #expect(issued.signatureAlgorithm == "Ed25519")
    #expect(!issued.isAuthority)
  }

  @Test(arguments: ["1.2.3", "300.1.1.1", "::1::", "12345::", "x", "1:2:3:4:5:6:7:8:9"])
  func `what is no IP address is refused by name`(_ text: String) {
    #expect(throws: KeyFormatError("\"\(text)\" is no IP address")) {
      try SubjectNames(dns: [], addresses: [text], uris: [])
    }
  }

  @Test func `a damaged certificate traps nothing`() throws {
    let key = try PrivateKey(.ed25519)
    let der = try Certificate(try Self.content(key), signedBy: key).der
    for index in der.indices {
      var damaged = der
      damaged[index] ^= 0x81
      _ = try? Certificate(der: damaged)
      _ = try? Certificate(der: Array(der.prefix(index)))
    }
  }
}
