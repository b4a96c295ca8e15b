/// A network as the engine tells of it (`NetworkInspect`).
struct NetworkInspection: Decodable, Sendable {
  struct Member: Decodable, Sendable {
    enum CodingKeys: String, CodingKey {
      case name
      case endpointID = "EndpointID"
      case macAddress
      case ipv4 = "IPv4Address"
      case ipv6 = "IPv6Address"
    }

    var name: String?
    var endpointID: String?
    var macAddress: String?
    /// With the length of its prefix.
    var ipv4: String?
    var ipv6: String?
  }

  enum CodingKeys: String, CodingKey {
    case id
    case name
    case scope
    case driver
    case enableIPv6 = "EnableIPv6"
    case ipam = "IPAM"
    case isInternal = "Internal"
    case attachable
    case ingress
    case options
    case labels
    case containers
  }

  var id: String
  var name: String
  var scope: String?
  var driver: String?
  var enableIPv6: Bool?
  var ipam: IPAMSpec?
  var isInternal: Bool?
  var attachable: Bool?
  var ingress: Bool?
  var options: [String: String]?
  var labels: [String: String]?
  /// Keys are the ids of containers.
  var containers: [String: Member]?
}

/// How a network gives out addresses.
struct IPAMSpec: Codable, Equatable, Sendable {
  struct Pool: Codable, Equatable, Sendable {
    enum CodingKeys: String, CodingKey {
      case subnet
      case ipRange = "IPRange"
      case gateway
      case auxiliaryAddresses
    }

    var subnet: String?
    var ipRange: String?
    var gateway: String?
    var auxiliaryAddresses: [String: String]?
  }

  var driver: String?
  var config: [Pool]?
  var options: [String: String]?
}

/// The body of `NetworkCreate`.
struct NetworkCreateRequest: Encodable, Sendable {
  enum CodingKeys: String, CodingKey {
    case name
    case checkDuplicate
    case driver
    case isInternal = "Internal"
    case attachable
    case ingress
    case enableIPv6 = "EnableIPv6"
    case ipam = "IPAM"
    case options
    case labels
  }

  var name: String
  /// Networks need not have names of their own unless this is asked for. Since API 1.44 it is the rule, and
  /// the member is gone.
  var checkDuplicate: Bool?
  var driver: String?
  var isInternal: Bool?
  var attachable: Bool?
  var ingress: Bool?
  var enableIPv6: Bool?
  var ipam: IPAMSpec?
  var options: [String: String]?
  var labels: [String: String]
}

/// What `NetworkCreate` answers.
struct NetworkCreated: Decodable, Sendable {
  var id: String
  var warning: String?
}

/// One line of `NetworkList`, of which only the id matters here.
struct NetworkSummary: Decodable, Sendable {
  var id: String
}
