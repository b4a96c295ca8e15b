import ProviderAPI
import ProviderKit
import Testing
import Values

@testable import ProviderDocker

@Suite(.enabled(if: LiveEngine.isEnabled, "\(LiveEngine.absence)"), .timeLimit(.minutes(3)))
struct ContainerLiveTests {
  /// Runs `body` with a container and removes it whatever happens.
  private func withContainer(
    _ configure: (inout ContainerObject) -> Void,
    _ body: (ContainerResource, Created<ContainerObject>) async throws -> Void
  ) async throws {
    let resource = ContainerResource(client: try await prepared())
    var wanted = ContainerObject()
    wanted.name = LiveEngine.name("box")
    wanted.image = LiveImage.name
    wanted.command = ["sleep", "600"]
    configure(&wanted)
    let created = try await resource.create(wanted, LiveEngine.operation())
    try await finally(
      { try await resource.delete(id: created.id, created.object, LiveEngine.operation()) },
      after: { try await body(resource, created) })
  }

  private func prepared() async throws -> DockerClient {
    let client = try await LiveEngine.client()
    try await LiveImage.require(client)
    return client
  }

  private let delivery = Delivery(
    summary: "", marker: "", folder: "/tmp/box/in",
    files: [
      Delivery.File(name: "b", content: "two\n"),
      Delivery.File(name: "a", content: String(repeating: "x", count: 600)),
    ])

  private func request(_ delivery: Delivery) -> DeliveryRequest {
    DeliveryRequest(type: ContainerResource.type, object: .null(.dynamic), delivery: delivery)
  }

  @Test func `files are laid into a container as soon as it has a place for them, and once`() async throws {
    try await withContainer { wanted in
      wanted.command = [
        "sh", "-c",
        "sleep 0.2; mkdir -p /tmp/box/in; until test -e /tmp/box/in/a; do sleep 0.1; done; cat /tmp/box/in/*; sleep 600",
      ]
    } _: { resource, created in
      var changed = delivery
      changed.files[1].content = "y"
      var outcomes: [DeliveryOutcome] = []
      for files in [delivery, delivery, changed] {
        outcomes.append(try await resource.deliver(request(files), id: created.id, LiveEngine.operation()))
      }
      #expect(outcomes == [.delivered, .alreadyThere, .delivered])
    }
  }

  @Test func `nothing can be laid into a container that has ended or was never started`() async throws {
    try await withContainer { wanted in
      wanted.command = ["sh", "-c", "echo no luck; exit 3"]
      wanted.attach = true
      wanted.mustRun = false
    } _: { resource, created in
      let error = await #expect(throws: ProviderError.self) {
        try await resource.deliver(request(delivery), id: created.id, LiveEngine.operation())
      }
      #expect(error?.message == "The container has ended, with exit code 3.\n    no luck")
    }
    try await withContainer {
      $0.start = false
    } _: { resource, created in
      let outcome = try await resource.deliver(request(delivery), id: created.id, LiveEngine.operation())
      #expect(outcome == .notReady("The container does not run."))
    }
  }

  @Test func `a container lives, is read without drift, and is gone when deleted`() async throws {
    var last: (ContainerResource, Created<ContainerObject>)?
    try await withContainer { wanted in
      wanted.env = ["A=1"]
      wanted.labels = [Label(label: "team", value: "a")]
      wanted.host = [.init(host: "host.docker.internal", ip: "host-gateway")]
      wanted.ports = [.init(internal: 80, ip: "127.0.0.1", protocol: "tcp")]
      wanted.healthcheck = [
        .init(
          test: ["CMD", "true"], interval: "1s", timeout: "0s", startPeriod: "0s", startInterval: "0s",
          retries: 0)
      ]
      wanted.wait = true
      wanted.memory = 64
      wanted.capabilities = [.init(add: ["NET_ADMIN"])]
      wanted.ulimit = [.init(name: "nofile", soft: 512, hard: 1024)]
      wanted.tmpfs = ["/scratch": "size=1m"]
    } _: { resource, created in
      #expect(created.id.count == 64)
      #expect(created.object.hostname == String(created.id.prefix(12)))
      #expect(created.object.networkData?.first?.networkName == "bridge")
      #expect(created.object.ports.first?.external ?? 0 > 0)
      let read = try await resource.read(id: created.id, prior: created.object)
      #expect(read == created.object)
      last = (resource, created)
    }
    let (resource, created) = try #require(last)
    #expect(try await resource.read(id: created.id, prior: created.object) == nil)
    try await resource.delete(id: created.id, created.object, LiveEngine.operation())
  }

  @Test func `files are in place before the container starts`() async throws {
    try await withContainer { wanted in
      wanted.user = "root"
      wanted.command = ["sh", "-c", "cat /etc/greeting /opt/tool; test -x /opt/tool && echo runs"]
      wanted.upload = [
        .init(file: "/etc/greeting", content: "hello\n"),
        .init(file: "/opt/tool", contentBase64: "dG9vbAo=", executable: true),
      ]
      wanted.attach = true
      wanted.logs = true
      wanted.mustRun = false
    } _: { resource, created in
      #expect(created.object.containerLogs == "hello\ntool\nruns\n")
      #expect(created.object.exitCode == 0)
      let data = try await LogsDataSource(client: LiveEngine.client()).read(
        .init(name: created.object.name, showStdout: true, tail: "2"))
      #expect(data.object.logsListString == ["tool", "runs"])
      let read = try await resource.read(id: created.id, prior: created.object)
      #expect(read == created.object)
    }
  }

  @Test func `a job that removes itself is waited for and its exit code kept`() async throws {
    let resource = ContainerResource(client: try await prepared())
    var wanted = ContainerObject()
    wanted.name = LiveEngine.name("job")
    wanted.image = LiveImage.name
    wanted.command = ["sh", "-c", "echo bye; exit 3"]
    (wanted.rm, wanted.attach, wanted.logs) = (true, true, true)
    let created = try await resource.create(wanted, LiveEngine.operation())
    #expect(created.object.exitCode == 3)
    #expect(created.object.containerLogs == "bye\n")
    #expect(try await resource.read(id: created.id, prior: created.object) == nil)
    try await resource.delete(id: created.id, created.object, LiveEngine.operation())
  }

  @Test func `limits and restarts change in place`() async throws {
    try await withContainer {
      $0.memory = 64
    } _: { resource, created in
      var wanted = created.object
      (wanted.memory, wanted.restart, wanted.cpuShares, wanted.cpuSet) = (256, "unless-stopped", 512, "0")
      let updated = try await resource.update(
        id: created.id, from: created.object, to: wanted, LiveEngine.operation())
      #expect(updated.memory == 256)
      let read = try await resource.read(id: created.id, prior: created.object)
      #expect(read?.memory == 256)
      #expect(read?.restart == "unless-stopped")
      #expect(read?.cpuShares == 512)
      #expect(read?.cpuSet == "0")
    }
  }

  @Test func `a container that was stopped behind our back is started again`() async throws {
    try await withContainer { _ in
    } _: { resource, created in
      let engine = try await LiveEngine.client().engine
      try await engine.api.post("/containers/\(created.id)/kill")
      let stopped = try #require(try await resource.read(id: created.id, prior: created.object))
      #expect(stopped.mustRun == false)
      #expect(stopped.exitCode == 137)
      let started = try await resource.update(
        id: created.id, from: stopped, to: created.object, LiveEngine.operation())
      #expect(started.networkData?.first?.ipAddress?.isEmpty == false)
      #expect(try await resource.read(id: created.id, prior: started)?.mustRun == true)
    }
  }

  @Test func `a crashed create is found by its operation`() async throws {
    let resource = ContainerResource(client: try await prepared())
    var wanted = ContainerObject()
    (wanted.name, wanted.image, wanted.start) = (LiveEngine.name("lost"), LiveImage.name, false)
    let operation = LiveEngine.operation()
    #expect(try await resource.locate(wanted, operation: operation.id) == .absent)
    let created = try await resource.create(wanted, operation)
    #expect(try await resource.locate(wanted, operation: operation.id) == .found(id: created.id))
    #expect(try await resource.importObject(id: wanted.name)?.id == created.id)
    #expect(try await resource.importObject(id: wanted.name)?.object.labels == [])
    try await resource.delete(id: created.id, created.object, operation)
  }

  @Test func `a name that is taken is a conflict in the engine's words`() async throws {
    try await withContainer { _ in
    } _: { resource, created in
      let error = await #expect(throws: ProviderError.self) {
        try await resource.create(created.object, LiveEngine.operation())
      }
      #expect(error?.code == .conflict)
      #expect(error?.message.contains(created.object.name) == true)
    }
  }

  @Test func `a container that cannot start is recorded all the same`() async throws {
    try await withContainer {
      $0.ports = [.init(internal: 80, ip: "127.0.0.1", protocol: "tcp")]
    } _: { resource, created in
      var wanted = ContainerObject()
      (wanted.name, wanted.image, wanted.command) = (LiveEngine.name("late"), LiveImage.name, ["sleep", "9"])
      wanted.ports = created.object.ports
      let partial = await #expect(throws: PartialObject<ContainerObject>.self) {
        try await resource.create(wanted, LiveEngine.operation())
      }
      let made = try #require(partial)
      #expect((made.cause as? ProviderError)?.code == .conflict)
      #expect(made.id.count == 64)
      try await resource.delete(id: made.id, made.object, LiveEngine.operation())
    }
  }

  @Test func `an image that is nowhere is said to be missing`() async throws {
    let resource = ContainerResource(client: try await prepared())
    var wanted = ContainerObject()
    (wanted.name, wanted.image) = (LiveEngine.name("none"), "127.0.0.1:1/rcw/none:1")
    let error = await #expect(throws: ProviderError.self) {
      try await resource.create(wanted, LiveEngine.operation())
    }
    #expect(error?.message.hasPrefix("Could not pull 127.0.0.1:1/rcw/none:1: ") == true)
    #expect(error?.leavesNothing == true)
  }

  @Test func `a workspace's volume and network are shared by its containers`() async throws {
    let client = try await prepared()
    let (volumes, networks) = (VolumeResource(client: client), NetworkResource(client: client))
    let operation = LiveEngine.operation()
    let volume = try await volumes.create(
      VolumeObject(name: LiveEngine.name("home"), labels: [Label(label: "a", value: "b")]), operation)
    #expect(volume.object.driver == "local")
    #expect(try await volumes.read(id: volume.id, prior: volume.object) == volume.object)
    #expect(try await volumes.locate(volume.object, operation: operation.id) == .found(id: volume.id))
    var wantedNetwork = NetworkObject()
    wantedNetwork.name = LiveEngine.name("net")
    wantedNetwork.labels = [Label(label: "a", value: "b")]
    let network = try await networks.create(wantedNetwork, operation)
    #expect(try await networks.read(id: network.id, prior: network.object) == network.object)
    #expect(network.object.ipamConfig?.first?.subnet?.isEmpty == false)
    #expect(try await networks.locate(network.object, operation: operation.id) == .found(id: network.id))
    try await withContainer {
      $0.volumes = [.init(containerPath: "/home", volumeName: volume.id)]
      $0.networksAdvanced = [.init(name: network.object.name, aliases: ["box"])]
      $0.command = ["sh", "-c", "echo kept > /home/file; sleep 600"]
    } _: { resource, created in
      #expect(created.object.networkData?.map(\.networkName) == [network.object.name])
      #expect(try await resource.read(id: created.id, prior: created.object) == created.object)
      let imported = try #require(try await resource.importObject(id: created.id))
      #expect(imported.object.networksAdvanced == [.init(name: network.object.name, aliases: ["box"])])
      let busy = await #expect(throws: ProviderError.self) {
        try await volumes.delete(id: volume.id, volume.object, operation)
      }
      #expect(busy?.code == .conflict)
    }
    try await networks.delete(id: network.id, network.object, operation)
    #expect(try await networks.read(id: network.id, prior: network.object) == nil)
    try await volumes.delete(id: volume.id, volume.object, operation)
    #expect(try await volumes.read(id: volume.id, prior: volume.object) == nil)
  }

  @Test func `a volume that is someone else's is not taken over`() async throws {
    let volumes = VolumeResource(client: try await prepared())
    let name = LiveEngine.name("theirs")
    let theirs = try await volumes.create(
      VolumeObject(name: name, labels: [Label(label: "owner", value: "them")]), LiveEngine.operation())
    let error = await #expect(throws: ProviderError.self) {
      try await volumes.create(VolumeObject(name: name), LiveEngine.operation())
    }
    #expect(error?.code == .conflict)
    let same = try await volumes.create(
      VolumeObject(name: name, labels: theirs.object.labels), LiveEngine.operation())
    #expect(same.id == name)
    try await volumes.delete(id: name, theirs.object, LiveEngine.operation())
  }
}
