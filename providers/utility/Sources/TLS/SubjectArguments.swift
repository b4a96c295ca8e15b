import Certificates
import KeyFormats
import ProviderAPI
import ProviderKit
import Values

/// The block `subject`: who a certificate is for.
struct SubjectArguments: Codable {
  var commonName: String?
  var country: String?
  var emailAddress: String?
  var locality: String?
  var organization: String?
  var organizationalUnit: String?
  var postalCode: String?
  var province: String?
  var serialNumber: String?
  var streetAddress: [String]?

  static let schema = ResourceSchema(
    "Who the certificate is for.", .argument("common_name", .string, "`CN`"),
    .argument("country", .string, "`C`"), .argument("email_address", .string, "An address for mail."),
    .argument("locality", .string, "`L`"), .argument("organization", .string, "`O`"),
    .argument("organizational_unit", .string, "`OU`"), .argument("postal_code", .string, "The postal code."),
    .argument("province", .string, "`ST`"), .argument("serial_number", .string, "`SERIALNUMBER`"),
    .argument("street_address", .list(.string), "`STREET`"))

  var name: DistinguishedName {
    let parts: [(DistinguishedName.Part, [String?])] = [
      (.commonName, [commonName]), (.country, [country]), (.emailAddress, [emailAddress]),
      (.locality, [locality]), (.organization, [organization]), (.organizationalUnit, [organizationalUnit]),
      (.postalCode, [postalCode]), (.province, [province]), (.serialNumber, [serialNumber]),
      (.streetAddress, streetAddress ?? []),
    ]
    return DistinguishedName(Dictionary(uniqueKeysWithValues: parts.map { ($0, $1.compactMap(\.self)) }))
  }

  /// The block, and the arguments that name what else a certificate is for.
  static let members: [ResourceSchema.Member] = [
    .blocks("subject", .list, schema, max: 1, requiresReplace: true),
    .argument("dns_names", .list(.string), .optional, requiresReplace: true, "Names of hosts."),
    .argument("ip_addresses", .list(.string), .optional, requiresReplace: true, "Addresses of hosts."),
    .argument("uris", .list(.string), .optional, requiresReplace: true, "URIs."),
    .argument(
      "private_key_pem", .string, .required, requiresReplace: true, sensitive: true,
      "The key that the certificate is for, in PEM."),
    .computed("key_algorithm", .string, "`RSA`, `ECDSA` or `ED25519`."),
  ]
}

extension SubjectNames {
  init(_ dns: [String]?, _ addresses: [String]?, _ uris: [String]?) throws(ProviderError) {
    do { try self.init(dns: dns ?? [], addresses: addresses ?? [], uris: uris ?? []) } catch {
      throw ProviderError(.invalid, "The certificate cannot be made: \(error.message).")
    }
  }
}
