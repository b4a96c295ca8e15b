/// Protocol: `CertificateDetail`.
struct Certificate: Decodable, Sendable {
  struct Requirements: Decodable, Sendable {
    struct Challenge: Decodable, Sendable {
      var name: String?
      var target: String?
    }
    struct Ownership: Decodable, Sendable {
      var name: String?
      var appValue: String?
    }
    var a: [String]?
    var aaaa: [String]?
    var cname: String?
    var acmeChallenge: Challenge?
    var ownership: Ownership?
  }

  var hostname: String?
  var configured: Bool?
  var status: String?
  var dnsProvider: String?
  var dnsRequirements: Requirements?
}

struct CertificateRequest: Encodable {
  var hostname: String
  /// Of a certificate of one's own.
  var fullchain: String?
  var privateKey: String?
}
