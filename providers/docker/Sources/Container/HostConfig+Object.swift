import ProviderAPI
import Values

extension HostConfig {
  init(_ wanted: ContainerObject) throws {
    setFiles(wanted)
    setNetwork(wanted)
    setLife(wanted)
    setSecurity(wanted)
    try setLimits(wanted)
    if let gpus = wanted.gpus?.nonEmpty { deviceRequests = [try DeviceRequestSpec(gpus: gpus)] }
  }

  private mutating func setFiles(_ wanted: ContainerObject) {
    binds = wanted.volumes.compactMap(\.bind).nonEmpty
    volumesFrom = wanted.volumes.compactMap { $0.fromContainer?.nonEmpty }.nonEmpty
    mounts = wanted.mounts.map(MountSpec.init).nonEmpty
    tmpfs = wanted.tmpfs?.nonEmpty
    readonlyRootfs = wanted.readOnly
    storageOpt = wanted.storageOpts?.nonEmpty
    devices =
      wanted.devices.map { device in
        DeviceMapping(
          pathOnHost: device.hostPath, pathInContainer: device.containerPath?.nonEmpty ?? device.hostPath,
          cgroupPermissions: device.permissions)
      }.nonEmpty
    deviceRequests = wanted.deviceRequests.map(DeviceRequestSpec.init).nonEmpty
  }

  private mutating func setNetwork(_ wanted: ContainerObject) {
    networkMode = wanted.firstNetwork?.name ?? wanted.networkMode?.nonEmpty
    publishAllPorts = wanted.publishAllPorts
    extraHosts = wanted.host.map { "\($0.host):\($0.ip)" }.nonEmpty
    dns = wanted.dns?.nonEmpty
    dnsOptions = wanted.dnsOpts?.nonEmpty
    dnsSearch = wanted.dnsSearch?.nonEmpty
    var bindings: [String: [PortBinding]] = [:]
    for port in wanted.ports {
      let binding = PortBinding(
        hostIp: port.ip?.nonEmpty ?? "0.0.0.0", hostPort: port.external.map(String.init) ?? "")
      bindings[port.key, default: []].append(binding)
    }
    portBindings = bindings.nonEmpty
  }

  private mutating func setLife(_ wanted: ContainerObject) {
    restartPolicy = RestartPolicy(name: wanted.restart?.nonEmpty, maximumRetryCount: wanted.maxRetryCount)
    autoRemove = wanted.rm
    self.`init` = wanted.`init`
    runtime = wanted.runtime?.nonEmpty
    groupAdd = wanted.groupAdd?.nonEmpty
    if wanted.logDriver?.nonEmpty != nil || wanted.logOpts?.nonEmpty != nil {
      logConfig = LogConfig(type: wanted.logDriver ?? "", config: wanted.logOpts)
    }
  }

  private mutating func setSecurity(_ wanted: ContainerObject) {
    privileged = wanted.privileged
    capAdd = wanted.capabilities.first?.add?.nonEmpty
    capDrop = wanted.capabilities.first?.drop?.nonEmpty
    // What the option stands for is the client's business: the engine does not know it.
    let unconfined = "systempaths=unconfined"
    securityOpt = wanted.securityOpts?.filter { $0 != unconfined }.nonEmpty
    if wanted.securityOpts?.contains(unconfined) == true {
      maskedPaths = []
      readonlyPaths = []
    }
    usernsMode = wanted.usernsMode?.nonEmpty
    pidMode = wanted.pidMode?.nonEmpty
    ipcMode = wanted.ipcMode?.nonEmpty
    cgroupnsMode = wanted.cgroupnsMode?.nonEmpty
    cgroupParent = wanted.cgroupParent?.nonEmpty
    sysctls = wanted.sysctls?.nonEmpty
  }

  private mutating func setLimits(_ wanted: ContainerObject) throws {
    memory = try Mebibytes.bytes(wanted.memory)
    memoryReservation = try Mebibytes.bytes(wanted.memoryReservation)
    memorySwap = try Mebibytes.bytes(wanted.memorySwap)
    shmSize = try Mebibytes.bytes(wanted.shmSize)
    cpuShares = wanted.cpuShares
    cpusetCpus = wanted.cpuSet?.nonEmpty
    if let cpus = wanted.cpus?.nonEmpty {
      nanoCpus = try NanoCPUs.parse(cpus)
    } else {
      cpuPeriod = wanted.cpuPeriod
      cpuQuota = wanted.cpuQuota
    }
    ulimits = wanted.ulimit.map { UlimitSpec(name: $0.name, soft: $0.soft, hard: $0.hard) }.nonEmpty
    blkioDeviceReadBps = wanted.deviceReadBps.map(ThrottleSpec.init).nonEmpty
    blkioDeviceReadIOps = wanted.deviceReadIops.map(ThrottleSpec.init).nonEmpty
    blkioDeviceWriteBps = wanted.deviceWriteBps.map(ThrottleSpec.init).nonEmpty
    blkioDeviceWriteIOps = wanted.deviceWriteIops.map(ThrottleSpec.init).nonEmpty
  }
}

extension ContainerObject.Volume {
  /// `SOURCE:PATH:rw`; nil for an anonymous volume and for the volumes of another container.
  fileprivate var bind: String? {
    guard let path = containerPath?.nonEmpty, let source = hostPath?.nonEmpty ?? volumeName?.nonEmpty else {
      return nil
    }
    let mode = [readOnly == true ? "ro" : "rw", selinuxRelabel?.nonEmpty].compactMap { $0 }
    return "\(source):\(path):\(mode.joined(separator: ","))"
  }
}

extension MountSpec {
  init(_ wanted: ContainerObject.Mount) {
    target = wanted.target
    source = wanted.source?.nonEmpty
    type = wanted.type
    readOnly = wanted.readOnly
    if wanted.type == "bind" {
      bindOptions = wanted.bindOptions.first.map { BindOptions(propagation: $0.propagation?.nonEmpty) }
    } else if wanted.type == "volume" {
      volumeOptions = wanted.volumeOptions.first.map(VolumeOptions.init)
    } else {
      tmpfsOptions = wanted.tmpfsOptions.first.map { TmpfsOptions(sizeBytes: $0.sizeBytes, mode: $0.mode) }
    }
  }
}

extension MountSpec.VolumeOptions {
  init(_ wanted: ContainerObject.Mount.VolumeOptions) {
    noCopy = wanted.noCopy
    labels = wanted.labels.dictionary.nonEmpty
    subpath = wanted.subpath?.nonEmpty
    if wanted.driverName?.nonEmpty != nil || wanted.driverOptions?.nonEmpty != nil {
      driverConfig = Driver(name: wanted.driverName, options: wanted.driverOptions)
    }
  }
}

extension ThrottleSpec {
  init(_ wanted: ContainerObject.Throttle) {
    path = wanted.path
    rate = wanted.rate
  }
}

extension DeviceRequestSpec {
  init(_ wanted: ContainerObject.DeviceRequest) {
    driver = wanted.driver
    count = wanted.count
    deviceIDs = wanted.deviceIds?.nonEmpty
    capabilities = wanted.capabilities?.nonEmpty.map { [$0] }
    options = wanted.options?.nonEmpty
  }

  /// The request that `docker run --gpus` makes of `all`, a number, `device=0,1` or `"device=0,1"`.
  init(gpus: String) throws {
    let text = gpus.trimmingQuotes
    capabilities = [["gpu"]]
    if text == "all" {
      count = -1
    } else if let number = Int(text), number > 0 {
      count = number
    } else if text.hasPrefix("device=") {
      deviceIDs = text.dropFirst("device=".count).split(separator: ",").map(String.init)
    } else {
      throw ProviderError(
        .invalid, "\"\(gpus)\" asks for no graphics card: write \"all\", a number, or \"device=\" and ids.",
        attribute: AttributePath("gpus"))
    }
  }
}

extension String {
  /// Without the quotes, single or double, that stand around it.
  fileprivate var trimmingQuotes: String {
    var text = self[...]
    while text.count >= 2, let first = text.first, first == text.last, "\"'".contains(first) {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }
}
