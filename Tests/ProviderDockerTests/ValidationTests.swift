import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderDocker

@Suite struct ValidationTests {
  private let provider = BuiltInProvider(DockerProvider(environment: [:]))

  /// The problems of a resource with these arguments, and one block of the kind `block`.
  private func problems(
    _ type: String, _ arguments: KeyedValues, _ block: String? = nil, _ content: KeyedValues = [:]
  ) async throws -> [ProviderDiagnostic] {
    let schema = try #require(try await provider.schema(of: .managed, type))
    var arguments = arguments
    if let block {
      let nested = try #require(schema.block.blocks[block])
      let elements = [nested.block.config(content)]
      arguments[block] =
        nested.nesting == .list
        ? .list(elements, of: nested.block.impliedType) : .set(elements, of: nested.block.impliedType)
    }
    return try await provider.validate(.managed, type, schema.block.config(arguments))
  }

  private let container: KeyedValues = ["name": .string("n"), "image": .string("i")]

  @Test(arguments: [
    ("restart", Value.string("sometimes")), ("memory", .number(-1)), ("memory_swap", .number(-2)),
    ("cpu_set", .string("a")), ("cgroupns_mode", .string("shared")),
    ("wait_timeout", .number(Number("1.5") ?? 0)),
    ("command", .list([.string("")], of: .string)),
  ])
  func `an argument of a container that cannot be is refused`(_ name: String, _ value: Value) async throws {
    var config = container
    config[name] = value
    #expect(try await problems("docker_container", config).count == 1)
  }

  @Test(
    arguments: [
      ("volumes", ["container_path": .string("/a"), "host_path": .string("relative")], true),
      ("volumes", ["volume_name": .string("v")], true),
      ("volumes", ["container_path": .string("/a"), "from_container": .string("c")], true),
      ("volumes", ["container_path": .unknown(.string)], false),
      ("volumes", ["container_path": .string("/a"), "host_path": .string(#"C:\a"#)], false),
      ("mounts", ["target": .string("/a"), "type": .string("nfs")], true),
      ("upload", ["file": .string("/a")], true),
      ("upload", ["file": .string("/a"), "content": .string("x"), "source": .string("y")], true),
      ("upload", ["file": .string("/a"), "content": .string("")], false),
      ("upload", ["file": .string("/a"), "content": .unknown(.string)], false),
      ("upload", ["file": .string("/a"), "content_base64": .string("?")], true),
      ("upload", ["file": .string("/a"), "content": .string("x"), "permissions": .string("9")], true),
      ("ports", ["internal": .number(70000)], true), ("healthcheck", ["interval": .string("soon")], true),
    ] as [(String, KeyedValues, Bool)])
  func `a block of a container is held to its rules`(_ block: String, _ content: KeyedValues, _ isWrong: Bool)
    async throws
  {
    #expect(try await problems("docker_container", container, block, content).isEmpty == !isWrong)
  }

  @Test(
    arguments: [
      ("cache_to", Value.list([.string("type=local")], of: .string), true),
      ("sbom", .string("true"), true), ("provenance", .string("false"), nil),
      ("builder", .string("b"), false),
    ] as [(String, Value, Bool?)])
  func `a build says what only a BuildKit client can do`(_ name: String, _ value: Value, _ isError: Bool?)
    async throws
  {
    let found = try await problems(
      "docker_image", ["name": .string("n")], "build", ["context": .string("."), name: value])
    #expect(found.map(\.isWarning) == (isError.map { [!$0] } ?? []))
    #expect(found.allSatisfy { $0.detail.contains("\"\(name)\"") })
  }

  @Test func `an image is pulled anew or built, not both`() async throws {
    let config: KeyedValues = ["name": .string("n"), "pull_triggers": .set([.string("x")], of: .string)]
    #expect(try await problems("docker_image", config, "build", ["context": .string(".")]).count == 1)
    #expect(try await problems("docker_image", config).isEmpty)
  }
}
