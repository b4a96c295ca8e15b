/// A volume as the engine tells of it (`Volume`).
struct VolumeInspection: Codable, Sendable {
  var name: String
  var driver: String?
  var mountpoint: String?
  var labels: [String: String]?
  var options: [String: String]?
  /// Since API 1.42, for cluster volumes.
  var clusterVolume: ClusterVolume?
}

/// The body of `VolumeCreate`.
struct VolumeCreateRequest: Encodable, Sendable {
  /// The engine makes one up when there is none.
  var name: String?
  var driver: String?
  var driverOpts: [String: String]?
  var labels: [String: String]
  /// Since API 1.42.
  var clusterVolumeSpec: ClusterVolumeSpec?
}

/// A volume of a swarm, kept by a CSI driver.
struct ClusterVolume: Codable, Sendable {
  struct Version: Codable, Sendable {
    var index: Int
  }

  enum CodingKeys: String, CodingKey {
    case id = "ID"
    case version
    case spec
  }

  var id: String?
  var version: Version?
  var spec: ClusterVolumeSpec?
}

/// What a cluster volume should be. Sizes are in bytes.
struct ClusterVolumeSpec: Codable, Sendable {
  struct AccessMode: Codable, Sendable {
    var scope: String?
    var sharing: String?
    /// One of the two says how the volume appears.
    var mountVolume: EmptyObject?
    var blockVolume: EmptyObject?
  }

  struct CapacityRange: Codable, Sendable {
    var requiredBytes: Int?
    var limitBytes: Int?
  }

  struct Topology: Codable, Sendable {
    var segments: [String: String]?
  }

  struct Accessibility: Codable, Sendable {
    var requisite: [Topology]?
    var preferred: [Topology]?
  }

  var group: String?
  var accessMode: AccessMode?
  var accessibilityRequirements: Accessibility?
  var capacityRange: CapacityRange?
  /// `active`, `pause` or `drain`.
  var availability: String?
}

/// The body of `VolumeUpdate`.
struct VolumeUpdateRequest: Encodable, Sendable {
  var spec: ClusterVolumeSpec
}
