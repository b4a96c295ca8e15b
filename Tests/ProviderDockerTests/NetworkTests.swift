import Testing
import Values

@testable import ProviderDocker

@Suite struct NetworkTests {
  @Test func `a network is asked for as the engine's API names things`() throws {
    var wanted = NetworkObject()
    wanted.name = "net"
    wanted.`internal` = true
    wanted.ipv6 = true
    wanted.ipamConfig = [
      .init(subnet: "10.0.0.0/24", ipRange: "", gateway: "10.0.0.1", auxAddress: ["a": "10.0.0.2"])
    ]
    let json = try JSONEncoding(keys: .pascalCase).encode(
      NetworkCreateRequest(wanted, operation: "op", version: .oldest))
    #expect(json["Name"] == "net")
    #expect(json["Internal"] == true)
    #expect(json["EnableIPv6"] == true)
    #expect(json["CheckDuplicate"] == true)
    #expect(json["Labels"]?["rcw.operation"] == "op")
    #expect(
      json["IPAM"]?["Config"]?[0]
        == ["Subnet": "10.0.0.0/24", "Gateway": "10.0.0.1", "AuxiliaryAddresses": ["a": "10.0.0.2"]])
  }

  @Test func `what newer versions of the API dropped is not sent to them`() {
    let version = EngineVersion(major: 1, minor: 44)
    #expect(NetworkCreateRequest(NetworkObject(), operation: "op", version: version).checkDuplicate == nil)
  }

  @Test func `a volume that was replaced by another of its name is drift`() throws {
    let recorded = VolumeObject(
      name: "v", driver: "local", labels: [Label(label: "a", value: "b")], mountpoint: "/m")
    var now = VolumeInspection(
      name: "v", driver: "local", mountpoint: "/m", labels: ["a": "b", "rcw.operation": "x"])
    #expect(recorded.refreshed(with: now) == recorded)
    now.labels = nil
    #expect(recorded.refreshed(with: now).labels == [])
    now.options = ["type": "nfs"]
    #expect(recorded.refreshed(with: now).driverOpts == ["type": "nfs"])
  }
}
