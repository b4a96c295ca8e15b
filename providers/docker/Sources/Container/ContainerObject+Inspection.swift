import Values

/// What the engine says of a container, as the state records it.
///
/// Most of a container cannot be changed once it exists, so what was recorded for it still holds. Read anew
/// is what can change: its name, its limits, its networks, its state.
extension ContainerObject {
  /// The recorded object brought up to date.
  func refreshed(with now: ContainerInspection) -> ContainerObject {
    var object = self
    object.refreshLife(now)
    object.refreshLimits(now.hostConfig ?? HostConfig())
    object.networksAdvanced = networksAdvanced.filter { now.takesPart(in: $0.name) }
    return object.completed(with: now)
  }

  /// The object with every gap filled that the configuration leaves to the engine.
  func completed(with now: ContainerInspection) -> ContainerObject {
    var object = self
    object.completeProcess(now.config ?? ContainerInspection.Config())
    object.platform = platform ?? now.platform
    object.completeHost(now.hostConfig ?? HostConfig())
    if now.isRunning { object.ports = ports.filled(from: now.networkSettings?.ports ?? [:]) }
    object.bridge = now.networkSettings?.bridge ?? ""
    object.networkData = now.networkData
    return object
  }

  /// A container that should run and does not is recorded as one that need not, so that the plan shows the
  /// difference. One that was to end by itself, or never to start, is left alone.
  private mutating func refreshLife(_ now: ContainerInspection) {
    name = now.plainName ?? name
    exitCode = now.isRunning ? nil : now.state?.exitCode
    if !now.isRunning, start != false, attach != true, mustRun != false { mustRun = false }
    let policy = now.hostConfig?.restartPolicy
    restart = (policy?.name?.nonEmpty ?? "no") == (restart ?? "no") ? restart : policy?.name
    maxRetryCount = maxRetryCount.unless(changedTo: policy?.maximumRetryCount)
  }

  private mutating func refreshLimits(_ now: HostConfig) {
    memory = memory.unless(changedTo: Mebibytes.of(bytes: now.memory))
    memoryReservation = memoryReservation.unless(changedTo: Mebibytes.of(bytes: now.memoryReservation))
    // The engine chooses a value when none is given.
    if memorySwap != nil { memorySwap = memorySwap.unless(changedTo: Mebibytes.of(bytes: now.memorySwap)) }
    cpuShares = cpuShares.unless(changedTo: now.cpuShares)
    cpuSet = (now.cpusetCpus ?? "") == (cpuSet ?? "") ? cpuSet : now.cpusetCpus
    cpuPeriod = cpus?.nonEmpty == nil ? cpuPeriod.unless(changedTo: now.cpuPeriod) : cpuPeriod
    cpuQuota = cpus?.nonEmpty == nil ? cpuQuota.unless(changedTo: now.cpuQuota) : cpuQuota
    deviceReadBps = deviceReadBps.unless(changedTo: now.blkioDeviceReadBps)
    deviceReadIops = deviceReadIops.unless(changedTo: now.blkioDeviceReadIOps)
    deviceWriteBps = deviceWriteBps.unless(changedTo: now.blkioDeviceWriteBps)
    deviceWriteIops = deviceWriteIops.unless(changedTo: now.blkioDeviceWriteIOps)
  }

  private mutating func completeProcess(_ now: ContainerInspection.Config) {
    hostname = hostname ?? now.hostname
    command = command ?? now.cmd ?? []
    entrypoint = entrypoint ?? now.entrypoint ?? []
    env = env ?? []
    labels = labels ?? []
    stopSignal = stopSignal ?? now.stopSignal ?? ""
    stopTimeout = stopTimeout ?? now.stopTimeout ?? 0
    healthcheck = healthcheck ?? now.healthcheck.map { [Healthcheck($0)] } ?? []
  }

  private mutating func completeHost(_ now: HostConfig) {
    securityOpts = securityOpts ?? now.securityOpt ?? []
    runtime = runtime ?? now.runtime
    ipcMode = ipcMode ?? now.ipcMode
    logDriver = logDriver ?? now.logConfig?.type
    shmSize = shmSize ?? Mebibytes.of(bytes: now.shmSize)
    self.`init` = self.`init` ?? now.`init` ?? false
  }
}

extension ContainerObject.Healthcheck {
  init(_ now: HealthConfig) {
    let text = { (nanoseconds: Int?) in Duration.nanoseconds(nanoseconds ?? 0).goNotation }
    self.init(
      test: now.test ?? [], interval: text(now.interval), timeout: text(now.timeout),
      startPeriod: text(now.startPeriod), startInterval: text(now.startInterval), retries: now.retries ?? 0)
  }
}

extension ContainerInspection {
  /// Without the slash in front of it.
  var plainName: String? {
    name.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
  }

  /// - Parameter network: its name or id.
  fileprivate func takesPart(in network: String) -> Bool {
    guard let networks = networkSettings?.networks else { return true }
    return networks[network] != nil || networks.values.contains { $0.networkID == network }
  }

  /// In the order of the networks' names.
  var networkData: [ContainerObject.NetworkData] {
    (networkSettings?.networks ?? [:]).sorted { $0.key < $1.key }.map { name, endpoint in
      ContainerObject.NetworkData(
        networkName: name, ipAddress: endpoint.ipAddress ?? "", ipPrefixLength: endpoint.ipPrefixLength ?? 0,
        gateway: endpoint.gateway ?? "", globalIpv6Address: endpoint.ipv6Address ?? "",
        globalIpv6PrefixLength: endpoint.ipv6PrefixLength ?? 0, ipv6Gateway: endpoint.ipv6Gateway ?? "",
        macAddress: endpoint.macAddress ?? "")
    }
  }
}

extension [ContainerObject.Port] {
  /// With the host's ports that the engine chose where the configuration leaves them open, in the same order.
  func filled(from published: [String: [PortBinding]?]) -> [ContainerObject.Port] {
    var free = published.compactMapValues { $0 }
    return map { port in
      var port = port
      guard let index = free[port.key]?.firstIndex(where: { $0.serves(port) }) else { return port }
      let binding = free[port.key]?.remove(at: index)
      port.external = binding?.hostPort.flatMap { Int($0) } ?? port.external
      return port
    }
  }
}

extension PortBinding {
  fileprivate func serves(_ port: ContainerObject.Port) -> Bool {
    let isSameAddress = (hostIp?.nonEmpty ?? "0.0.0.0") == (port.ip?.nonEmpty ?? "0.0.0.0")
    return isSameAddress && (port.external ?? 0 == 0 || hostPort == port.external.map(String.init))
  }
}

extension Int? {
  /// The recorded number while the engine's means the same; none means 0.
  fileprivate func unless(changedTo now: Int?) -> Int? {
    (self ?? 0) == (now ?? 0) ? self : now
  }
}

extension [ContainerObject.Throttle] {
  /// The recorded limits while the engine's are the same in any order.
  fileprivate func unless(changedTo now: [ThrottleSpec]?) -> Self {
    let now = (now ?? []).map { ContainerObject.Throttle(path: $0.path, rate: $0.rate) }
    return now.count == count && now.allSatisfy(contains) ? self : now
  }
}
