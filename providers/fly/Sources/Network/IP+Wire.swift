/// Protocol: `IPAssignment`, `assignIPRequest`.
struct IPAssignment: Decodable, Identifiable, Sendable {
  struct Network: Decodable, Sendable {
    var name: String?
    var orgSlug: String?
  }

  var ip: String?
  var region: String?
  var serviceName: String?
  var shared: Bool?
  var egress: Bool?
  var createdAt: String?
  var network: Network?

  var id: String { ip ?? "" }

  static let types = ["v4", "shared_v4", "v6", "private_v6", "egress_v4", "egress_v6"]

  /// The API does not answer the type that it was asked for, but the address shows it: private ones begin with
  /// `fdaa:` (fly.io/docs/networking/private-networking).
  var type: String {
    guard let ip else { return "" }
    if egress == true { return ip.contains(":") ? "egress_v6" : "egress_v4" }
    if ip.hasPrefix("fdaa:") { return "private_v6" }
    if ip.contains(":") { return "v6" }
    return shared == true ? "shared_v4" : "v4"
  }
}

struct IPAssignmentList: Decodable, Sendable {
  var ips: [IPAssignment]?
}

struct IPRequest: Encodable {
  var type: String
  var region: String?
  var network: String?
  var orgSlug: String?
  var serviceName: String?
}
