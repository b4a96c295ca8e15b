/// A machine as the state records it.
struct MachineObject: Codable, Sendable {
  struct Init: Codable, Sendable {
    var swapSizeMb: Int?
    var tty: Bool?
    var kernelArgs: [String]?
  }

  struct Guest: Codable, Sendable {
    var gpuKind: String?
    var gpus: Int?
    var maxMemoryMb: Int?
    var kernelArgs: [String]?
    var hostDedicationId: String?
    var requiredHostFeatures: [String]?
    var persistRootfs: String?
  }

  var app: String
  var region: String?
  var fallbackRegions: [String]?
  var name: String?
  var image: String?
  var cmd: [String]?
  var entrypoint: [String]?
  var exec: [String]?
  var env: [String: String]?
  var `init`: Init?
  var processes: [MachineProcess]?
  var cpus: Int?
  var cputype: String?
  var memorymb: Int?
  var guest: Guest?
  var services: [MachineService]?
  var checks: [String: MachineCheck]?
  var dns: MachineDNS?
  var mounts: [MachineMount]?
  var files: [MachineFile]?
  var containers: [MachineContainer]?
  var metrics: MachineMetrics?
  var statics: [MachineStatic]?
  var desiredState: String?
  var skipLaunch: Bool?
  var waitTimeout: Int?
  var restart: MachineRestart?
  var schedule: String?
  var stopConfig: MachineStopConfig?
  var autoDestroy: Bool?
  var standbys: [String]?
  var metadata: [String: String]?
  var minSecretsVersion: Int?
  var privateip: String?
  var state: String?
  var version: String?
  var placedRegion: String?
  var imageDigest: String?

  init(app: String) {
    self.app = app
    waitTimeout = 300
  }

  /// How long a state may take to come about.
  var patience: Duration { .seconds(waitTimeout ?? 300) }

  /// Where to make it, in turn.
  var regions: [String] { [region ?? ""] + (fallbackRegions ?? []) }
}
