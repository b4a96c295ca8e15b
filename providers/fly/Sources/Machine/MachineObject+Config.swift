import ProviderAPI
import Values

extension MachineObject {
  /// The key in a machine's metadata that names the operation which made it, so that it can be found after a
  /// crash. It belongs to the provider and never shows in `metadata`.
  static let mark = "rcw_operation"

  /// What the machine is to be, as the API takes it.
  ///
  /// - Parameters:
  ///   - mark: the operation that made it, or makes it.
  ///   - present: as it is; what this program has no name for is kept.
  func config(marked mark: String?, over present: JSON?) throws -> JSON {
    var all = present ?? .object([])
    let wanted = try JSONEncoding(keys: .snakeCase).encode(settings(marked: mark))
    for name in Self.names { all[name] = wanted[name] }
    return all
  }

  /// The members of a configuration that arguments stand for.
  private static let names = [
    "image", "guest", "init", "env", "metadata", "mounts", "services", "checks", "files", "processes",
    "restart",
    "stop_config", "dns", "schedule", "auto_destroy", "standbys", "containers", "metrics", "statics",
  ]

  private func settings(marked mark: String?) -> MachineConfig {
    var metadata = metadata ?? [:]
    metadata[Self.mark] = mark
    return MachineConfig(
      image: image, guest: hardware, init: start, env: env, metadata: metadata.isEmpty ? nil : metadata,
      mounts: mounts, services: services, checks: checks, files: files, processes: processes,
      restart: restart,
      stopConfig: stopConfig, dns: dns, schedule: schedule, autoDestroy: autoDestroy, standbys: standbys,
      containers: containers, metrics: metrics, statics: statics)
  }

  /// Fly takes hardware as a whole: what is not said is what it makes of nothing.
  private var hardware: MachineGuest {
    MachineGuest(
      cpuKind: cputype ?? "shared", cpus: cpus ?? 1,
      memoryMb: memorymb ?? (cputype == "performance" ? 2048 : 256),
      maxMemoryMb: guest?.maxMemoryMb, gpuKind: guest?.gpuKind, gpus: guest?.gpus,
      kernelArgs: guest?.kernelArgs,
      hostDedicationId: guest?.hostDedicationId, requiredHostFeatures: guest?.requiredHostFeatures,
      persistRootfs: guest?.persistRootfs)
  }

  private var start: MachineInit? {
    guard cmd != nil || entrypoint != nil || exec != nil || self.`init` != nil else { return nil }
    return MachineInit(
      cmd: cmd, entrypoint: entrypoint, exec: exec, kernelArgs: self.`init`?.kernelArgs,
      swapSizeMb: self.`init`?.swapSizeMb, tty: self.`init`?.tty)
  }

  // MARK: Reading

  /// The object with every gap filled that the configuration leaves to Fly.
  func completed(with now: Machine) throws -> MachineObject {
    let shown = try now.settings()
    var object = self
    object.name = name ?? now.name
    object.cpus = cpus ?? shown.guest?.cpus ?? 1
    object.cputype = cputype ?? shown.guest?.cpuKind ?? "shared"
    object.memorymb = memorymb ?? shown.guest?.memoryMb ?? 256
    return object.observed(now)
  }

  /// The recorded object brought up to date. What the configuration does not say Fly decides, and no difference
  /// is made of it, except where only people put anything: services, mounts and their like.
  func refreshed(with now: Machine) throws -> MachineObject {
    let shown = MachineObject(now.region, try now.settings(), app)
    var object = self
    object.name = now.name ?? name
    object.image = shown.image ?? image
    object.cpus = shown.cpus ?? cpus
    object.cputype = shown.cputype ?? cputype
    object.memorymb = shown.memorymb ?? memorymb
    object.cmd = try settled(cmd, shown.cmd)
    object.entrypoint = try settled(entrypoint, shown.entrypoint)
    object.exec = try settled(exec, shown.exec)
    object.env = env ?? [:] == shown.env ?? [:] ? env : shown.env
    object.metadata = metadata ?? [:] == shown.metadata ?? [:] ? metadata : shown.metadata
    object.services = try settled(services ?? [], shown.services ?? []).orNil(services)
    object.mounts = try settled(mounts ?? [], shown.mounts ?? []).orNil(mounts)
    object.files = try settled(files ?? [], shown.files ?? []).orNil(files)
    object.processes = try settled(processes ?? [], shown.processes ?? []).orNil(processes)
    object.containers = try settled(containers ?? [], shown.containers ?? []).orNil(containers)
    object.statics = try settled(statics ?? [], shown.statics ?? []).orNil(statics)
    object.checks = try settled(checks, shown.checks)
    if let region = now.region, !regions.contains(region) { object.region = region }
    return try object.refreshedSettings(shown).observed(now)
  }

  private func refreshedSettings(_ shown: MachineObject) throws -> MachineObject {
    var object = self
    object.`init` = try settled(self.`init`, shown.`init`)
    object.guest = try settled(guest, shown.guest)
    object.dns = try settled(dns, shown.dns)
    object.restart = try settled(restart, shown.restart)
    object.metrics = try settled(metrics, shown.metrics)
    object.stopConfig = try settled(stopConfig, shown.stopConfig)
    object.schedule = try settled(schedule, shown.schedule)
    object.autoDestroy = try settled(autoDestroy, shown.autoDestroy ?? false)
    object.standbys = try settled(standbys, shown.standbys ?? [])
    return object
  }

  /// A machine that is recorded for the first time.
  init(imported now: Machine, app: String) throws {
    self = MachineObject(now.region, try now.settings(), app).observed(now)
    name = now.name
  }

  private init(_ region: String?, _ shown: MachineConfig, _ app: String) {
    self.init(app: app)
    self.region = region
    (image, cpus, cputype) = (shown.image, shown.guest?.cpus, shown.guest?.cpuKind)
    memorymb = shown.guest?.memoryMb
    (cmd, entrypoint, exec) = (shown.`init`?.cmd, shown.`init`?.entrypoint, shown.`init`?.exec)
    env = shown.env?.orNil()
    metadata = shown.metadata?.filter { $0.key != Self.mark }.orNil()
    (mounts, services, files) = (shown.mounts?.orNil(), shown.services?.orNil(), shown.files?.orNil())
    (processes, checks) = (shown.processes?.orNil(), shown.checks?.orNil())
    (containers, statics, metrics) = (shown.containers?.orNil(), shown.statics?.orNil(), shown.metrics)
    (restart, stopConfig, schedule) = (shown.restart?.orNil, shown.stopConfig, shown.schedule?.nonEmpty)
    autoDestroy = shown.autoDestroy == true ? true : nil
    standbys = shown.standbys?.orNil()
    dns = shown.dns.flatMap { $0.isEmpty ? nil : $0 }
    if let start = shown.`init`, start.swapSizeMb != nil || start.tty != nil || start.kernelArgs != nil {
      self.`init` = Init(swapSizeMb: start.swapSizeMb, tty: start.tty, kernelArgs: start.kernelArgs)
    }
    guest = shown.guest.flatMap(Guest.init)
  }

  private func observed(_ now: Machine) -> MachineObject {
    var object = self
    object.privateip = now.privateIp ?? ""
    object.state = now.state ?? ""
    object.version = now.currentVersion ?? ""
    object.placedRegion = now.region ?? region ?? ""
    object.imageDigest = now.imageRef?.digest ?? ""
    return object
  }
}

/// What is recorded, where what Fly shows agrees with all that it says; else what Fly shows. What is not said, and
/// what says nothing, agrees with everything.
private func settled<Part: Codable>(_ recorded: Part?, _ shown: Part?) throws -> Part? {
  guard let recorded else { return nil }
  let encoding = JSONEncoding(keys: .snakeCase)
  let (mine, other) = (try encoding.encode(recorded), try shown.map(encoding.encode) ?? .null)
  return other.agrees(with: mine) ? recorded : shown
}

extension JSON {
  /// Whether both say the same; the order of members says nothing.
  func isSame(as other: JSON) -> Bool {
    switch (self, other) {
    case (.object(let mine), .object(let others)):
      mine.count == others.count && mine.allSatisfy { other[$0.key]?.isSame(as: $0.value) == true }
    case (.array(let mine), .array(let others)):
      mine.count == others.count && zip(mine, others).allSatisfy { $0.isSame(as: $1) }
    default: self == other
    }
  }

  /// Whether this has everything that `wanted` says.
  fileprivate func agrees(with wanted: JSON) -> Bool {
    switch (wanted, self) {
    case (.null, _): true
    case (.object(let members), _): members.allSatisfy { (self[$0.key] ?? .null).agrees(with: $0.value) }
    case (.array(let mine), .array(let others)):
      mine.count == others.count && zip(others, mine).allSatisfy { $0.agrees(with: $1) }
    case (.array(let mine), .null): mine.isEmpty
    case (.bool(false), .null): true
    default: self == wanted
    }
  }
}

extension MachineObject.Guest {
  /// nil when there is nothing special about the hardware.
  fileprivate init?(_ shown: MachineGuest) {
    self.init(
      gpuKind: shown.gpuKind, gpus: shown.gpus, maxMemoryMb: shown.maxMemoryMb, kernelArgs: shown.kernelArgs,
      hostDedicationId: shown.hostDedicationId, requiredHostFeatures: shown.requiredHostFeatures,
      persistRootfs: shown.persistRootfs)
    let isPlain =
      gpuKind == nil && gpus == nil && maxMemoryMb == nil && kernelArgs == nil && hostDedicationId == nil
      && requiredHostFeatures == nil && persistRootfs == nil
    if isPlain { return nil }
  }
}

extension MachineRestart {
  /// nil for what Fly does unless it is told otherwise.
  fileprivate var orNil: MachineRestart? { policy == "on-failure" && maxRetries == nil ? nil : self }
}

extension MachineDNS {
  fileprivate var isEmpty: Bool {
    nameservers == nil && searches == nil && hostname == nil && skipRegistration != true
  }
}

extension Collection {
  fileprivate func orNil() -> Self? { isEmpty ? nil : self }
}

extension Optional where Wrapped: Collection {
  /// nil for nothing, where nothing was recorded as nil.
  fileprivate func orNil(_ recorded: Wrapped?) -> Wrapped? {
    guard let self else { return nil }
    return self.isEmpty && recorded == nil ? nil : self
  }
}
