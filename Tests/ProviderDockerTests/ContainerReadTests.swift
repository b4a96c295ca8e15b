import Testing
import Values

@testable import ProviderDocker

@Suite struct ContainerReadTests {
  /// A container as Docker 20.10 tells of it, cut to what differs between the tests.
  private func inspection(_ text: String) throws -> ContainerInspection {
    try JSONDecoding(keys: .pascalCase).decode(from: JSON.parse(text))
  }

  @Test(arguments: [("running", false), ("exited", false), ("dead", true), ("removing", true)])
  func `a container whose removal has begun is good for nothing else`(_ status: String, _ isGone: Bool) throws
  {
    #expect(try inspection(#"{"Id":"c","State":{"Status":"\#(status)"}}"#).isBeingRemoved == isGone)
  }

  private func running(_ hostConfig: String = "{}", _ network: String = "{}") throws -> ContainerInspection {
    try inspection(
      #"{"Id":"c1","Name":"/dev","Image":"sha256:1","Platform":"linux","State":{"Status":"running","Running":true,"ExitCode":0},"#
        + #""Config":{"Hostname":"c1","Cmd":["sleep","9"],"Entrypoint":null,"Image":"busybox","Env":["PATH=/bin","A=1"],"#
        + #""Labels":{"rcw.operation":"x","team":"a","from":"image"},"User":"coder","WorkingDir":"/home"},"#
        + #""HostConfig":\#(hostConfig),"NetworkSettings":\#(network)}"#)
  }

  private var recorded: ContainerObject {
    var object = ContainerObject()
    object.name = "dev"
    object.image = "busybox"
    return object
  }

  @Test func `what the configuration leaves open is filled with what the engine chose`() throws {
    let now = try running(
      #"{"Runtime":"runc","IpcMode":"private","ShmSize":67108864,"LogConfig":{"Type":"json-file","Config":{}}}"#,
      #"{"Bridge":"","Networks":{"bridge":{"IPAddress":"172.17.0.2","IPPrefixLen":16,"Gateway":"172.17.0.1","MacAddress":"02:42"}}}"#
    )
    let object = recorded.completed(with: now)
    #expect(object.hostname == "c1")
    #expect(object.command == ["sleep", "9"])
    #expect(object.entrypoint == [])
    #expect(object.env == [])
    #expect(object.runtime == "runc")
    #expect(object.ipcMode == "private")
    #expect(object.shmSize == 64)
    #expect(object.logDriver == "json-file")
    #expect(object.user == nil)
    #expect(object.networkData?.first?.networkName == "bridge")
    #expect(object.networkData?.first?.ipAddress == "172.17.0.2")
    #expect(object.networkData?.first?.ipPrefixLength == 16)
  }

  @Test func `reading a container twice changes nothing`() throws {
    let now = try running(
      #"{"Memory":0,"MemorySwap":0,"CpuShares":0,"RestartPolicy":{"Name":"","MaximumRetryCount":0}}"#)
    let first = recorded.completed(with: now)
    #expect(first.refreshed(with: now) == first)
  }

  @Test func `limits that someone else changed are drift, those the engine chose are not`() throws {
    var object = recorded
    object.memory = 100
    let same = try running(#"{"Memory":104857600,"MemorySwap":209715200}"#)
    #expect(object.refreshed(with: same).memory == 100)
    #expect(object.refreshed(with: same).memorySwap == nil)
    let changed = try running(
      #"{"Memory":209715200,"CpuShares":7,"RestartPolicy":{"Name":"always","MaximumRetryCount":0}}"#)
    #expect(object.refreshed(with: changed).memory == 200)
    #expect(object.refreshed(with: changed).cpuShares == 7)
    #expect(object.refreshed(with: changed).restart == "always")
  }

  @Test func `a stopped container that should run is recorded as one that need not`() throws {
    let stopped = try inspection(#"{"Id":"c1","Name":"/dev","State":{"Running":false,"ExitCode":137}}"#)
    #expect(recorded.refreshed(with: stopped).mustRun == false)
    #expect(recorded.refreshed(with: stopped).exitCode == 137)
    var (job, unstarted) = (recorded, recorded)
    job.attach = true
    unstarted.start = false
    #expect(job.refreshed(with: stopped).mustRun == true)
    #expect(unstarted.refreshed(with: stopped).mustRun == true)
  }

  @Test func `a network that the container was taken out of is drift`() throws {
    var object = recorded
    object.networksAdvanced = [.init(name: "one"), .init(name: "id-of-two"), .init(name: "gone")]
    let now = try running("{}", #"{"Networks":{"one":{"NetworkID":"1"},"two":{"NetworkID":"id-of-two"}}}"#)
    #expect(object.refreshed(with: now).networksAdvanced.map(\.name) == ["one", "id-of-two"])
  }

  @Test func `ports keep their order and learn what the host chose`() throws {
    var object = recorded
    object.ports = [.init(internal: 90, ip: "0.0.0.0"), .init(internal: 80, external: 8080, ip: "127.0.0.1")]
    let now = try running(
      "{}",
      #"{"Ports":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}],"90/tcp":[{"HostIp":"0.0.0.0","HostPort":"32768"},{"HostIp":"::","HostPort":"32768"}],"22/tcp":null}}"#
    )
    #expect(object.completed(with: now).ports.map(\.external) == [32768, 8080])
  }

  @Test func `an imported container has what is its own and not its image's`() throws {
    let now = try running(
      #"{"Binds":["home:/home/coder:rw","/srv:/srv:ro,z"],"NetworkMode":"default","Memory":104857600,"NanoCpus":1500000000,"#
        + #""PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]},"ExtraHosts":["h:host-gateway","six:::1"],"#
        + #""RestartPolicy":{"Name":"no"},"AutoRemove":false}"#,
      #"{"Networks":{"bridge":{"NetworkID":"b"}}}"#)
    let image = ContainerInspection.Config(
      user: "coder", env: ["PATH=/bin"], workingDir: "/", labels: ["from": "image"])
    let object = ContainerObject(imported: now, image: image)
    #expect(object.name == "dev")
    #expect(object.image == "busybox")
    #expect(object.env == ["A=1"])
    #expect(object.labels == [Label(label: "team", value: "a")])
    #expect(object.user == nil)
    #expect(object.workingDir == "/home")
    #expect(object.memory == 100)
    #expect(object.cpus == "1.5")
    #expect(object.networkMode == "bridge")
    #expect(object.networksAdvanced == [])
    #expect(object.volumes[0] == .init(containerPath: "/home/coder", volumeName: "home"))
    #expect(
      object.volumes[1] == .init(containerPath: "/srv", hostPath: "/srv", readOnly: true, selinuxRelabel: "z")
    )
    #expect(object.ports == [.init(internal: 80, external: 8080, ip: "0.0.0.0", protocol: "tcp")])
    #expect(object.host == [.init(host: "h", ip: "host-gateway"), .init(host: "six", ip: "::1")])
    #expect(object.refreshed(with: now) == object)
  }

  @Test func `a container on named networks is imported with them`() throws {
    let now = try running(
      #"{"NetworkMode":"one"}"#,
      #"{"Networks":{"one":{"NetworkID":"1","Aliases":["c1","me"],"IPAMConfig":{"IPv4Address":"10.0.0.9"}}}}"#
    )
    let object = ContainerObject(imported: now, image: nil)
    #expect(object.networkMode == "bridge")
    #expect(object.networksAdvanced == [.init(name: "one", aliases: ["me"], ipv4Address: "10.0.0.9")])
  }
}
