/// A container that nothing was recorded for.
extension ContainerObject {
  /// Everything the engine tells that a configuration could have said. What only the creation of the
  /// container knew (`upload`, `wait`, `attach`) has its default.
  ///
  /// - Parameter image: the configuration of the container's image, whose variables, labels, user and
  ///   folder are not the container's own; nil when the image is gone.
  init(imported now: ContainerInspection, image: ContainerInspection.Config?) {
    let config = now.config ?? ContainerInspection.Config()
    let host = now.hostConfig ?? HostConfig()
    name = now.plainName ?? ""
    self.image = config.image ?? now.image ?? ""
    importProcess(config, besides: image ?? ContainerInspection.Config())
    importFiles(host)
    importNetwork(now, host)
    importSecurity(host)
    importLimits(host)
    self = completed(with: now)
    exitCode = now.isRunning ? nil : now.state?.exitCode
    mustRun = now.isRunning
  }

  private mutating func importProcess(
    _ config: ContainerInspection.Config, besides image: ContainerInspection.Config
  ) {
    let inherited = Set(image.env ?? [])
    env = (config.env ?? []).filter { !inherited.contains($0) }
    let own = (config.labels ?? [:]).filter { image.labels?[$0.key] != $0.value }
    labels = [Label](own)
    user = config.user == image.user ? nil : config.user?.nonEmpty
    workingDir = config.workingDir == image.workingDir ? nil : config.workingDir?.nonEmpty
    domainname = config.domainname?.nonEmpty
    tty = config.tty ?? false
    stdinOpen = config.openStdin ?? false
  }

  private mutating func importFiles(_ host: HostConfig) {
    volumes = (host.binds ?? []).compactMap(Volume.init(bind:))
    volumes += (host.volumesFrom ?? []).map { Volume(fromContainer: $0) }
    mounts = (host.mounts ?? []).map(Mount.init)
    tmpfs = host.tmpfs?.nonEmpty
    readOnly = host.readonlyRootfs ?? false
    storageOpts = host.storageOpt?.nonEmpty
    devices = (host.devices ?? []).map { device in
      Device(
        hostPath: device.pathOnHost ?? "", containerPath: device.pathInContainer,
        permissions: device.cgroupPermissions)
    }
    deviceRequests = (host.deviceRequests ?? []).map(DeviceRequest.init)
  }

  /// Networks other than the default ones count as joined through `networks_advanced`.
  private mutating func importNetwork(_ now: ContainerInspection, _ host: HostConfig) {
    let mode = host.networkMode?.nonEmpty ?? "bridge"
    let networks = now.networkSettings?.networks ?? [:]
    let named = networks.filter { !["bridge", "host", "none"].contains($0.key) }
    networkMode = mode == "default" || named[mode] != nil ? "bridge" : mode
    networksAdvanced = named.sorted { $0.key < $1.key }.map { name, endpoint in
      NetworkMembership(name, endpoint, container: now.id)
    }
    publishAllPorts = host.publishAllPorts == true ? true : nil
    ports = importedPorts(host.portBindings ?? [:])
    self.host = (host.extraHosts ?? []).compactMap(Host.init(line:))
    dns = host.dns?.nonEmpty
    dnsOpts = host.dnsOptions?.nonEmpty
    dnsSearch = host.dnsSearch?.nonEmpty
  }

  /// In the order of the container's ports.
  private func importedPorts(_ bindings: [String: [PortBinding]?]) -> [Port] {
    let ports = bindings.flatMap { key, bindings -> [Port] in
      let parts = key.split(separator: "/")
      guard let number = parts.first.flatMap({ Int($0) }) else { return [] }
      return (bindings ?? []).map { binding in
        Port(
          internal: number, external: binding.hostPort.flatMap { Int($0) },
          ip: binding.hostIp?.nonEmpty ?? "0.0.0.0", protocol: parts.count > 1 ? String(parts[1]) : "tcp")
      }
    }
    return ports.sorted { ($0.internal, $0.key, $0.external ?? 0) < ($1.internal, $1.key, $1.external ?? 0) }
  }

  private mutating func importSecurity(_ host: HostConfig) {
    privileged = host.privileged == true ? true : nil
    if host.capAdd?.nonEmpty != nil || host.capDrop?.nonEmpty != nil {
      capabilities = [Capabilities(add: host.capAdd, drop: host.capDrop)]
    }
    usernsMode = host.usernsMode?.nonEmpty
    pidMode = host.pidMode?.nonEmpty
    cgroupParent = host.cgroupParent?.nonEmpty
    sysctls = host.sysctls?.nonEmpty
    groupAdd = host.groupAdd?.nonEmpty
    logOpts = host.logConfig?.config?.nonEmpty
  }

  private mutating func importLimits(_ host: HostConfig) {
    restart = host.restartPolicy?.name?.nonEmpty ?? "no"
    maxRetryCount = host.restartPolicy?.maximumRetryCount == 0 ? nil : host.restartPolicy?.maximumRetryCount
    rm = host.autoRemove ?? false
    memory = Mebibytes.of(bytes: host.memory).nonZero
    memoryReservation = Mebibytes.of(bytes: host.memoryReservation) ?? 0
    cpuShares = host.cpuShares.nonZero
    cpuSet = host.cpusetCpus?.nonEmpty
    cpus = host.nanoCpus.nonZero.map(NanoCPUs.text)
    cpuPeriod = host.cpuPeriod.nonZero
    cpuQuota = host.cpuQuota.nonZero
    ulimit = (host.ulimits ?? []).map { Ulimit(name: $0.name, soft: $0.soft, hard: $0.hard) }
    deviceReadBps = Throttle.list(host.blkioDeviceReadBps)
    deviceReadIops = Throttle.list(host.blkioDeviceReadIOps)
    deviceWriteBps = Throttle.list(host.blkioDeviceWriteBps)
    deviceWriteIops = Throttle.list(host.blkioDeviceWriteIOps)
  }
}

extension ContainerObject.Throttle {
  fileprivate static func list(_ specs: [ThrottleSpec]?) -> [Self] {
    (specs ?? []).map { Self(path: $0.path, rate: $0.rate) }
  }
}

extension ContainerObject.Volume {
  /// From `SOURCE:PATH[:OPTIONS]`; nil for anything else.
  init?(bind: String) {
    let parts = bind.split(separator: ":").map(String.init)
    guard (2...3).contains(parts.count) else { return nil }
    let options = parts.count == 3 ? parts[2].split(separator: ",") : []
    containerPath = parts[1]
    hostPath = parts[0].hasPrefix("/") ? parts[0] : nil
    volumeName = hostPath == nil ? parts[0] : nil
    readOnly = options.contains("ro") ? true : nil
    selinuxRelabel = options.first { $0 == "z" || $0 == "Z" }.map(String.init)
  }
}

extension ContainerObject.Host {
  /// From `NAME:ADDRESS`. The address may hold colons.
  fileprivate init?(line: String) {
    let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    self.init(host: parts[0], ip: parts[1])
  }
}

extension ContainerObject.Mount {
  fileprivate init(_ spec: MountSpec) {
    self.init(
      target: spec.target ?? "", source: spec.source?.nonEmpty, type: spec.type ?? "volume",
      readOnly: spec.readOnly == true ? true : nil)
    bindOptions = spec.bindOptions.map { [BindOptions(propagation: $0.propagation?.nonEmpty)] } ?? []
    volumeOptions = spec.volumeOptions.map { [VolumeOptions($0)] } ?? []
    tmpfsOptions = spec.tmpfsOptions.map { [TmpfsOptions(sizeBytes: $0.sizeBytes, mode: $0.mode)] } ?? []
  }
}

extension ContainerObject.Mount.VolumeOptions {
  fileprivate init(_ spec: MountSpec.VolumeOptions) {
    self.init(
      noCopy: spec.noCopy, labels: [Label](spec.labels), driverName: spec.driverConfig?.name?.nonEmpty,
      driverOptions: spec.driverConfig?.options?.nonEmpty, subpath: spec.subpath?.nonEmpty)
  }
}

extension ContainerObject.DeviceRequest {
  fileprivate init(_ spec: DeviceRequestSpec) {
    self.init(
      driver: spec.driver, count: spec.count ?? 0, deviceIds: spec.deviceIDs?.nonEmpty,
      capabilities: spec.capabilities?.first?.nonEmpty, options: spec.options?.nonEmpty)
  }
}

extension ContainerObject.NetworkMembership {
  /// - Parameter container: its id, the beginning of which older engines list among the aliases.
  fileprivate init(_ name: String, _ endpoint: EndpointSettings, container: String) {
    self.init(
      name: name, aliases: endpoint.aliases?.filter { !container.hasPrefix($0) }.nonEmpty,
      ipv4Address: endpoint.wanted?.ipv4?.nonEmpty, ipv6Address: endpoint.wanted?.ipv6?.nonEmpty,
      linkLocalIps: endpoint.wanted?.linkLocal?.nonEmpty,
      driverOpts: endpoint.driverOpts?.nonEmpty?.map { "\($0.key)=\($0.value)" }.sorted(),
      gwPriority: endpoint.gatewayPriority.nonZero)
  }
}

extension Int? {
  fileprivate var nonZero: Int? { self == 0 ? nil : self }
}
