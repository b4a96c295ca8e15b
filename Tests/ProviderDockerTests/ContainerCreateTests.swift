import ProviderAPI
import Testing
import Values

@testable import ProviderDocker

@Suite struct ContainerCreateTests {
  /// The container of Coder's docker template.
  private var workspace: ContainerObject {
    var object = ContainerObject()
    object.name = "coder-ann-dev"
    object.image = "codercom/enterprise-base:ubuntu"
    object.hostname = "dev"
    object.entrypoint = ["sh", "-c", "true"]
    object.env = ["CODER_AGENT_TOKEN=t"]
    object.host = [.init(host: "host.docker.internal", ip: "host-gateway")]
    object.volumes = [.init(containerPath: "/home/coder", volumeName: "home", readOnly: false)]
    object.labels = [Label(label: "coder.owner", value: "ann")]
    return object
  }

  private func request(_ change: (inout ContainerObject) -> Void = { _ in }) throws -> ContainerCreateRequest
  {
    var object = workspace
    change(&object)
    return try ContainerCreateRequest(object, operation: "op-1")
  }

  @Test func `a workspace's container is asked for as the engine's API names things`() throws {
    let json = try JSONEncoding(keys: .pascalCase).encode(request())
    #expect(json["Image"] == "codercom/enterprise-base:ubuntu")
    #expect(json["Hostname"] == "dev")
    #expect(json["Entrypoint"] == ["sh", "-c", "true"])
    #expect(json["Env"] == ["CODER_AGENT_TOKEN=t"])
    #expect(json["Labels"]?["coder.owner"] == "ann")
    #expect(json["Labels"]?["rcw.operation"] == "op-1")
    #expect(json["Volumes"]?["/home/coder"] == JSON.object([]))
    #expect(json["HostConfig"]?["Binds"] == ["home:/home/coder:rw"])
    #expect(json["HostConfig"]?["ExtraHosts"] == ["host.docker.internal:host-gateway"])
    #expect(json["HostConfig"]?["RestartPolicy"]?["Name"] == "no")
    #expect(json["HostConfig"]?["NetworkMode"] == "bridge")
    #expect(json["Cmd"] == nil)
    #expect(json["HostConfig"]?["Init"] == nil)
  }

  @Test func `volumes become binds, anonymous volumes and those of other containers`() throws {
    let request = try request {
      $0.volumes = [
        .init(
          containerPath: "/a", volumeName: "ignored", hostPath: "/srv", readOnly: true, selinuxRelabel: "z"),
        .init(containerPath: "/anonymous"), .init(fromContainer: "other"),
      ]
    }
    #expect(request.hostConfig.binds == ["/srv:/a:ro,z"])
    #expect(request.hostConfig.volumesFrom == ["other"])
    #expect(request.volumes?.keys.sorted() == ["/a", "/anonymous"])
  }

  @Test func `ports without a host's port get any free one`() throws {
    let request = try request {
      $0.ports = [
        .init(internal: 80, external: 8080, ip: "127.0.0.1"), .init(internal: 80),
        .init(internal: 53, protocol: "udp"),
      ]
    }
    #expect(
      request.hostConfig.portBindings == [
        "80/tcp": [
          PortBinding(hostIp: "127.0.0.1", hostPort: "8080"), PortBinding(hostIp: "0.0.0.0", hostPort: ""),
        ],
        "53/udp": [PortBinding(hostIp: "0.0.0.0", hostPort: "")],
      ])
    #expect(request.exposedPorts?.keys.sorted() == ["53/udp", "80/tcp"])
  }

  @Test func `sizes are in mebibytes and shares of processors exact`() throws {
    let host = try request {
      $0.memory = 512
      $0.memorySwap = -1
      $0.shmSize = 64
      $0.cpus = "1.5"
      $0.cpuPeriod = 1000
    }.hostConfig
    #expect(host.memory == 512 << 20)
    #expect(host.memorySwap == -1)
    #expect(host.shmSize == 64 << 20)
    #expect(host.nanoCpus == 1_500_000_000)
    #expect(host.cpuPeriod == nil)
  }

  @Test(arguments: ["", ".", "1.5.2", "a", "-1", "1e3", "0.0000000001", "99999999999999999999"])
  func `what is no number of processors is refused`(_ text: String) {
    if text.isEmpty { return }
    #expect(throws: ProviderError(.invalid, "")) { try request { $0.cpus = text } }
  }

  @Test func `more memory than can be is refused`() {
    #expect(throws: ProviderError(.invalid, "")) { try request { $0.memory = Int.max } }
  }

  @Test func `the first named network replaces the default one, the others are joined afterwards`() throws {
    var object = workspace
    object.networksAdvanced = [
      .init(name: "one", aliases: ["me"], ipv4Address: "10.0.0.5", driverOpts: ["a=b=c"]), .init(name: "two"),
    ]
    let request = try ContainerCreateRequest(object, operation: "op")
    #expect(request.hostConfig.networkMode == "one")
    let json = try JSONEncoding(keys: .pascalCase).encode(request)
    let endpoint = json["NetworkingConfig"]?["EndpointsConfig"]?["one"]
    #expect(endpoint?["IPAMConfig"]?["IPv4Address"] == "10.0.0.5")
    #expect(endpoint?["Aliases"] == ["me"])
    #expect(endpoint?["DriverOpts"]?["a"] == "b=c")
    #expect(object.furtherNetworks.map(\.name) == ["two"])
    object.networkMode = "host"
    #expect(object.furtherNetworks.map(\.name) == ["one", "two"])
    #expect(try ContainerCreateRequest(object, operation: "op").hostConfig.networkMode == "host")
  }

  @Test func `unconfined system paths are lifted by masking nothing`() throws {
    let host = try request { $0.securityOpts = ["systempaths=unconfined", "no-new-privileges"] }.hostConfig
    #expect(host.securityOpt == ["no-new-privileges"])
    #expect(host.maskedPaths == [])
    #expect(host.readonlyPaths == [])
  }

  @Test(
    arguments: [
      ("all", -1, nil), ("2", 2, nil), ("device=0,1", nil, ["0", "1"]), ("\"device=GPU-1\"", nil, ["GPU-1"]),
    ] as [(String, Int?, [String]?)])
  func `graphics cards are requested as docker run does`(_ text: String, _ count: Int?, _ ids: [String]?)
    throws
  {
    let requests = try request { $0.gpus = text }.hostConfig.deviceRequests
    #expect(requests == [DeviceRequestSpec(count: count, deviceIDs: ids, capabilities: [["gpu"]])])
  }

  @Test func `health checks are in nanoseconds and say nothing where nothing is said`() throws {
    let request = try request {
      $0.healthcheck = [
        .init(test: ["CMD", "true"], interval: "1m30s", timeout: "0s", startInterval: "500ms", retries: 3)
      ]
    }
    #expect(
      request.healthcheck
        == HealthConfig(
          test: ["CMD", "true"], interval: 90_000_000_000, startInterval: 500_000_000, retries: 3))
  }

  @Test func `what the engine does not know yet is refused, not dropped`() throws {
    var object = workspace
    try object.checkSupport(by: .oldest)
    object.mounts = [.init(target: "/a", type: "volume", volumeOptions: [.init(subpath: "sub")])]
    #expect(throws: ProviderError(.invalid, "")) { try object.checkSupport(by: .oldest) }
    try object.checkSupport(by: EngineVersion(major: 1, minor: 45))
  }

  @Test func `an update says only what has changed`() throws {
    var wanted = workspace
    #expect(try ContainerUpdateRequest(from: workspace, to: wanted).isEmpty)
    wanted.restart = "always"
    wanted.cpuShares = 512
    let request = try ContainerUpdateRequest(from: workspace, to: wanted)
    #expect(
      request
        == ContainerUpdateRequest(restartPolicy: .init(name: "always", maximumRetryCount: 0), cpuShares: 512))
  }

  @Test func `more memory raises memory and swap together unless swap is set`() throws {
    var (prior, wanted) = (workspace, workspace)
    (prior.memory, wanted.memory) = (100, 300)
    #expect(try ContainerUpdateRequest(from: prior, to: wanted).memorySwap == 600 << 20)
    (prior.memorySwap, wanted.memorySwap) = (-1, -1)
    #expect(try ContainerUpdateRequest(from: prior, to: wanted).memorySwap == nil)
  }
}
