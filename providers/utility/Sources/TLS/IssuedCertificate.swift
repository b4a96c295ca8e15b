import Certificates
import ProviderAPI
import ProviderKit
import Values

/// What the two resources that make certificates have in common.
///
/// Once a certificate is over, or within the time before that in which it is to be renewed, it counts as gone and
/// is made again.
protocol IssuedCertificate: Codable, Sendable {
  var validityPeriodHours: Int { get }
  var earlyRenewalHours: Int { get }
  var isCaCertificate: Bool { get }
  var maxPathLength: Int? { get }
  var setSubjectKeyId: Bool { get }
  var allowedUses: [String] { get }
  var validityStartTime: String? { get set }
  var validityEndTime: String? { get set }
  var readyForRenewal: Bool? { get set }
  var certPem: String? { get set }
}

extension IssuedCertificate {
  /// Fills in what all certificates are told.
  func complete(_ content: inout CertificateContent) {
    content.uses = allowedUses
    content.isAuthority = isCaCertificate
    content.maxPathLength = isCaCertificate ? maxPathLength : nil
    content.namesItsKey = setSubjectKeyId
  }

  /// The object with its certificate.
  func issued(_ certificate: Certificate) -> Created<Self> {
    var object = self
    object.validityStartTime = certificate.start.description
    object.validityEndTime = certificate.end.description
    object.readyForRenewal = false
    object.certPem = certificate.pem
    return Created(id: certificate.serialNumber, object)
  }

  func end(from start: Timestamp) -> Timestamp {
    Timestamp(seconds: start.seconds + validityPeriodHours * 3600)
  }

  func isOver(at now: Timestamp) -> Bool {
    guard let end = validityEndTime.flatMap({ try? Timestamp($0) }) else { return false }
    return now.seconds >= end.seconds - earlyRenewalHours * 3600
  }
}

extension ResourceSchema.Member {
  static let issuing: [Self] = [
    .argument(
      "validity_period_hours", .number, .required, requiresReplace: true, rules: [.integer(0...1_000_000)],
      "How long the certificate is valid, in hours."),
    .argument(
      "early_renewal_hours", .number, .defaulted(.number(0)), rules: [.integer(0...1_000_000)],
      "How long before its end it is made again, in hours."),
    .argument(
      "is_ca_certificate", .bool, .defaulted(.bool(false)), requiresReplace: true,
      "Whether it is the certificate of an authority."),
    .argument(
      "max_path_length", .number, .optional, requiresReplace: true, rules: [.integer(0...1_000_000)],
      "How many certificates of authorities may follow it."),
    .argument(
      "set_subject_key_id", .bool, .defaulted(.bool(false)), requiresReplace: true,
      "Whether it names its own key."),
    .argument(
      "allowed_uses", .list(.string), .required, requiresReplace: true, rules: [.oneOf(KeyUse.names)],
      "What its key may be used for."),
    .computed("validity_start_time", .string, "From when on it is valid, as RFC 3339 writes it."),
    .computed("validity_end_time", .string, "Until when it is valid, as RFC 3339 writes it."),
    .computed("ready_for_renewal", .bool, "Whether it is to be made again."),
    .computed("cert_pem", .string, "The certificate in PEM."),
  ]
}
