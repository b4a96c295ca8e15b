import Addresses
import Testing

struct AddressParserTests {
  @Test(arguments: [
    "docker_volume.home", "docker_container.box[0]", #"module.net["eu"].data.http.x["a.b"]"#,
    #"module.a[2].module.b.coder_agent.main["q\"\\\n${x\u0007"]"#,
  ])
  func `a resource address reads back as it is written`(text: String) {
    let address = ResourceInstanceAddress(text)
    #expect(address.flatMap { ResourceInstanceAddress("\($0)") } == address)
    #expect(address != nil)
  }

  @Test(arguments: ["", "docker_volume", "a.b[", "a.b[x]", "a.b.c", "module.a", "a.b[\"x]", "a..b", "1a.b"])
  func `what is no resource address is refused`(text: String) {
    #expect(ResourceInstanceAddress(text) == nil)
  }

  @Test(arguments: [
    ("module.m.test.x", true), (#"module.m["k"].test.x"#, true), (#"module.m["k"].test.x[1]"#, true),
    ("module.m.test.x[1]", true), ("test.x", false), (#"module.m["l"].test.x"#, false),
    ("module.m.test.x[0]", false), ("module.m.test.y", false), ("module.m.module.n.test.x", false),
  ])
  func `an address without keys stands for all instances`(pattern: String, covers: Bool) throws {
    let address = try #require(ResourceInstanceAddress(#"module.m["k"].test.x[1]"#))
    #expect(try #require(ResourceInstanceAddress(pattern)).covers(address) == covers)
  }

  @Test func `a provider block reads back with module and alias`() {
    let text = #"module.net.provider["registry.terraform.io/kreuzwerker/docker"].remote"#
    let address = ProviderConfigAddress(text)
    #expect(address?.provider == ProviderAddress(namespace: "kreuzwerker", type: "docker"))
    #expect(address?.alias == "remote")
    #expect(address.map { "\($0)" } == text)
  }

  @Test func `instance keys stand in the order of their numbers`() {
    let keys: [InstanceKey] = [.index(10), .key("a"), .index(9), .none]
    #expect(keys.sorted() == [.none, .index(9), .index(10), .key("a")])
  }
}
