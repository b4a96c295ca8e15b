/// Protocol: `Volume`, `CreateVolumeRequest`, `UpdateVolumeRequest`, `ExtendVolumeRequest`.
struct Volume: Decodable, Identifiable, Sendable {
  var id: String
  var name: String?
  var state: String?
  var sizeGb: Int?
  var region: String?
  var zone: String?
  var encrypted: Bool?
  var fstype: String?
  var attachedMachineId: String?
  var snapshotRetention: Int?
  var autoBackupEnabled: Bool?
  var createdAt: String?

  /// A deleted volume is answered for a while, on its way (fly-go `volume_types.go`).
  var isGone: Bool {
    [
      "scheduling_destroy", "fork_cleanup", "waiting_for_detach", "pending_destroy", "destroying",
      "destroyed",
    ].contains(state)
  }
}

struct VolumeCreateRequest: Encodable {
  var name: String
  var region: String
  var sizeGb: Int?
  var encrypted: Bool?
  var fstype: String?
  var requireUniqueZone: Bool?
  var uniqueZoneAppWide: Bool?
  var snapshotRetention: Int?
  var autoBackupEnabled: Bool?
  var snapshotId: String?
  var sourceVolumeId: String?
  var compute: MachineGuest?
  var computeImage: String?
}

struct VolumeUpdateRequest: Encodable {
  var snapshotRetention: Int?
  var autoBackupEnabled: Bool?
}

struct VolumeExtendRequest: Encodable {
  var sizeGb: Int
}

struct VolumeExtension: Decodable {
  var needsRestart: Bool?
  var volume: Volume?
}
