import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderFly

@Suite struct MachinePlanningTests {
  private let provider = BuiltInProvider(FlyProvider(environment: [:]))
  private let least: KeyedValues = [
    "app": .string("app"), "region": .string("ams"), "image": .string("nginx"),
  ]

  private func problems(_ more: KeyedValues) async throws -> [String] {
    let types = try await provider.schema(of: .managed, "fly_machine")?.block.attributes ?? [:]
    var config = least
    for (name, value) in more {
      config[name] = try types[name].map { try value.converted(to: $0.optionalType) } ?? value
    }
    return try await provider.problems(.managed, "fly_machine", config)
  }

  @Test func `the shortest machine is fine`() async throws { #expect(try await problems([:]).isEmpty) }

  @Test func `a port is one or a range`() async throws {
    let port = { (members: KeyedValues) -> KeyedValues in
      [
        "services": .tuple([
          .object([
            "protocol": .string("tcp"), "internal_port": .number(80), "ports": .tuple([.object(members)]),
          ])
        ])
      ]
    }
    #expect(try await problems(port(["port": .number(80)])).isEmpty)
    #expect(try await problems(port(["start_port": .number(80), "end_port": .number(90)])).isEmpty)
    #expect(try await problems(port(["start_port": .number(80)])).count == 1)
    #expect(try await problems(port(["handlers": .tuple([.string("http")])])).count == 1)
    #expect(try await problems(port(["port": .number(80), "handlers": .tuple([.string("htp")])])).count == 1)
    #expect(try await problems(port(["port": .number(70000)])).count == 1)
  }

  @Test func `a machine with a volume cannot be made elsewhere`() async throws {
    let mounts = Value.tuple([.object(["volume": .string("vol_1"), "path": .string("/data")])])
    #expect(try await problems(["mounts": mounts, "fallback_regions": .tuple([.string("fra")])]).count == 1)
  }

  @Test func `a file has content of one kind`() async throws {
    let file = { (more: KeyedValues) -> KeyedValues in
      var file: KeyedValues = ["guest_path": .string("/etc/x")]
      for (name, value) in more { file[name] = value }
      return ["files": .tuple([.object(file)])]
    }
    #expect(try await problems(file(["raw_value": .string("eA==")])).isEmpty)
    #expect(try await problems(file([:])).count == 1)
    #expect(try await problems(file(["raw_value": .string("eA=="), "secret_name": .string("X")])).count == 1)
  }

  @Test func `containers have names of their own, and wait for each other only`() async throws {
    let containers = { (names: [String], awaited: String) -> KeyedValues in
      let all = names.map { name -> Value in
        .object([
          "name": .string(name), "image": .string("nginx"),
          "depends_on": .tuple([.object(["name": .string(awaited)])]),
        ])
      }
      return ["containers": .tuple(all)]
    }
    #expect(try await problems(containers(["a", "b"], "a")).isEmpty)
    #expect(try await problems(containers(["a", "a"], "a")).count == 1)
    #expect(try await problems(containers(["a", "b"], "c")).count == 1)
  }

  @Test(arguments: [("cputype", "fast"), ("schedule", "yearly"), ("desired_state", "running")])
  func `words that Fly does not know are refused`(_ name: String, _ value: String) async throws {
    #expect(try await problems([name: .string(value)]).count == 1)
  }
}
