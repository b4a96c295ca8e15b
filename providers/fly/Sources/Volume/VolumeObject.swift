/// A volume as the state records it.
struct VolumeObject: Codable, Sendable {
  struct Compute: Codable, Sendable {
    var cpuKind: String?
    var cpus: Int?
    var memoryMb: Int?
    var gpuKind: String?
    var gpus: Int?
  }

  var app: String
  var name: String?
  var region: String?
  var size: Int?
  var encrypted: Bool?
  var fstype: String?
  var snapshotRetention: Int?
  var autoBackupEnabled: Bool?
  var snapshotId: String?
  var sourceVolumeId: String?
  var requireUniqueZone: Bool?
  var uniqueZoneAppWide: Bool?
  var compute: Compute?
  var zone: String?
  var state: String?
  var internalid: String?

  /// The object with every gap filled that the configuration leaves to Fly.
  func completed(with now: Volume) -> VolumeObject {
    var object = self
    object.encrypted = encrypted ?? now.encrypted ?? true
    object.fstype = fstype ?? now.fstype ?? "ext4"
    object.snapshotRetention = snapshotRetention ?? now.snapshotRetention ?? 5
    object.autoBackupEnabled = autoBackupEnabled ?? now.autoBackupEnabled ?? true
    return object.observed(now)
  }

  /// The recorded object brought up to date.
  func refreshed(with now: Volume) -> VolumeObject {
    var object = self
    object.name = now.name ?? name
    object.region = now.region ?? region
    object.size = now.sizeGb ?? size
    object.encrypted = now.encrypted ?? encrypted ?? true
    object.fstype = now.fstype ?? fstype ?? "ext4"
    object.snapshotRetention = now.snapshotRetention ?? snapshotRetention ?? 5
    object.autoBackupEnabled = now.autoBackupEnabled ?? autoBackupEnabled ?? true
    return object.observed(now)
  }

  private func observed(_ now: Volume) -> VolumeObject {
    var object = self
    object.zone = now.zone ?? ""
    object.state = now.state ?? ""
    object.internalid = now.id
    return object
  }
}

extension VolumeCreateRequest {
  init(_ wanted: VolumeObject) {
    name = wanted.name ?? ""
    region = wanted.region ?? ""
    sizeGb = wanted.size
    encrypted = wanted.encrypted
    fstype = wanted.fstype
    requireUniqueZone = wanted.requireUniqueZone
    uniqueZoneAppWide = wanted.uniqueZoneAppWide
    snapshotRetention = wanted.snapshotRetention
    autoBackupEnabled = wanted.autoBackupEnabled
    snapshotId = wanted.snapshotId
    sourceVolumeId = wanted.sourceVolumeId
    compute = wanted.compute.map {
      MachineGuest(
        cpuKind: $0.cpuKind, cpus: $0.cpus, memoryMb: $0.memoryMb, gpuKind: $0.gpuKind, gpus: $0.gpus)
    }
  }
}

extension VolumeUpdateRequest {
  init(_ wanted: VolumeObject, from prior: VolumeObject) {
    if wanted.snapshotRetention != prior.snapshotRetention { snapshotRetention = wanted.snapshotRetention }
    if wanted.autoBackupEnabled != prior.autoBackupEnabled { autoBackupEnabled = wanted.autoBackupEnabled }
  }

  var isEmpty: Bool { snapshotRetention == nil && autoBackupEnabled == nil }
}
