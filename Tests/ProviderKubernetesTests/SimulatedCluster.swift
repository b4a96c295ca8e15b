import ProviderAPI
import ProviderKit
import ProviderKubernetes
import ProviderTestKit
import TestSupport
import Values

/// A cluster of its own for one test: the simulator in Tests/Simulators/kubernetes.
struct SimulatedCluster {
  let url: String
  private let process: ChildProcess
  private let http = HTTPClient()

  /// Runs `body` with a cluster, and ends it.
  static func with(
    _ arguments: [String] = [], _ body: (SimulatedCluster) async throws -> Void
  ) async throws {
    let cluster = try await SimulatedCluster(arguments)
    do { try await body(cluster) } catch {
      await cluster.process.end()
      throw error
    }
    await cluster.process.end()
  }

  private init(_ arguments: [String]) async throws {
    process = try ChildProcess(
      ProcessCommand(
        RepositoryFile("Tests/Simulators/simulate").path, ["kubernetes", "--pace", "0.01"] + arguments,
        environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"]))
    var output: [UInt8] = []
    while !output.contains(10), let more = try await process.readOutput() { output += more }
    url = String(decoding: output.prefix { $0 != 10 }, as: UTF8.self)
  }

  /// The provider, configured for the cluster.
  func provider(_ arguments: KeyedValues = [:]) async throws -> BuiltInProvider<KubernetesProvider> {
    var http = HTTPClient.Configuration()
    http.retry.firstDelay = .milliseconds(5)
    var arguments = arguments
    arguments["host"] = .string(url)
    return try await .configured(KubernetesProvider(environment: [:], http: http), arguments)
  }

  /// A call of the simulator's own API, or of the cluster's.
  func call(_ method: HTTPMethod, _ path: String, _ body: JSON? = nil, type: String = "application/json")
    async throws -> JSON
  {
    var request = HTTPRequest(method, try HTTPURL(url + path), body: body.map { .bytes($0.bytes()) } ?? .none)
    request.headers["Content-Type"] = type
    return (try? JSON.parse(try await http.send(request).body)) ?? .null
  }
}

extension Provider {
  /// A configuration written in JSON, with blocks as lists of objects.
  func config(_ type: String, _ json: JSON) async throws -> KeyedValues {
    guard let schema = try await schema(of: .managed, type) else { return [:] }
    return schema.block.arguments(json)
  }
}

extension BlockSchema {
  fileprivate func arguments(_ json: JSON) -> KeyedValues {
    var arguments: KeyedValues = [:]
    for member in json.members ?? [] {
      if let nested = blocks[member.key] {
        let objects = member.value.elements ?? [member.value]
        let values = objects.map { nested.block.config(nested.block.arguments($0)) }
        let type = nested.block.impliedType
        arguments[member.key] = nested.nesting == .set ? .set(values, of: type) : .list(values, of: type)
      } else if let attribute = attributes[member.key] {
        let value = Value(implied: member.value)
        arguments[member.key] = (try? value.converted(to: attribute.type)) ?? value
      }
    }
    return arguments
  }
}
