import Addresses
import StateStorage
import Testing
import Values

/// The format of state files.
struct StateFileTests {
  /// As Terraform writes one, with everything in it that a state can hold.
  private let text = """
    {
      "version": 4,
      "terraform_version": "1.15.5",
      "serial": 7,
      "lineage": "f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
      "outputs": {
        "ports": {
          "value": [
            80,
            443
          ],
          "type": [
            "list",
            "number"
          ],
          "sensitive": true
        }
      },
      "resources": [
        {
          "module": "module.net[\\"eu\\"]",
          "mode": "managed",
          "type": "docker_volume",
          "name": "home",
          "provider": "module.net.provider[\\"registry.terraform.io/kreuzwerker/docker\\"].remote",
          "instances": [
            {
              "index_key": 0,
              "status": "tainted",
              "schema_version": 1,
              "attributes": {
                "labels": {
                  "a": "b"
                },
                "name": "x"
              },
              "sensitive_attributes": [
                [
                  {
                    "type": "get_attr",
                    "value": "labels"
                  },
                  {
                    "type": "index",
                    "value": {
                      "value": "a",
                      "type": "string"
                    }
                  }
                ]
              ],
              "identity_schema_version": 2,
              "identity": {
                "host": "h",
                "name": "x"
              },
              "private": "AQI=",
              "dependencies": [
                "module.net.docker_network.main"
              ],
              "create_before_destroy": true
            },
            {
              "index_key": 0,
              "deposed": "0badc0de",
              "schema_version": 1,
              "attributes": {
                "name": "old"
              },
              "sensitive_attributes": []
            }
          ]
        }
      ],
      "check_results": null
    }

    """

  @Test func `everything in a file is read`() throws {
    let snapshot = try StateFile.decode(Array(text.utf8))
    #expect(snapshot.serial == 7)
    #expect(snapshot.outputs["ports"]?.value == .list([.number(80), .number(443)], of: .number))
    let address = try #require(ResourceInstanceAddress(#"module.net["eu"].docker_volume.home[0]"#))
    let instance = try #require(snapshot.instance(at: address))
    #expect(instance.current?.isTainted == true)
    #expect(instance.current?.sensitivePaths == [AttributePath([.attribute("labels"), .key("a")])])
    #expect(instance.current?.privateData == [1, 2])
    #expect(instance.current?.identity == IdentityState(version: 2, attributes: ["host": "h", "name": "x"]))
    #expect(instance.deposed["0badc0de"]?.identity == nil)
    #expect(instance.deposed["0badc0de"]?.attributes["name"] == "old")
  }

  @Test func `what is read is written again with nothing lost`() throws {
    let snapshot = try StateFile.decode(Array(text.utf8))
    #expect(try StateFile.decode(StateFile.encode(snapshot)) == snapshot)
    let written = try JSON.parse(StateFile.encode(snapshot))
    #expect(written["resources"]?[0]?["instances"]?[0]?.members?.first == .init("index_key", 0))
  }
}
