import FoundationEssentials
import ProviderKit
import StateBackends
import StateStorage
import Testing
import Values

/// A backend that the conformance suite runs on, each case with a state of its own.
///
/// Servers are those that `RCW_TEST_SERVERS` tells of (`scripts/lib/state_servers.sh` starts them); those that are not
/// there are left out, unless `RCW_REQUIRE_SERVERS` is 1.
enum TestBackend: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case local, sqlite, http, kubernetes, pg, s3

  static var available: [TestBackend] {
    let isRequired = ProcessInfo.processInfo.environment["RCW_REQUIRE_SERVERS"] == "1"
    return allCases.filter { isRequired || !$0.isRemote || ports[$0.server] != nil }
  }

  /// Those behind the network.
  static var remote: [TestBackend] { available.filter(\.isRemote) }

  var testDescription: String { rawValue }
  var isRemote: Bool { self != .local && self != .sqlite }
  /// Whether the lock goes with whoever holds it.
  var lockDiesWithHolder: Bool { !isRemote || self == .pg }

  static var ports: [String: Int] {
    let text = ProcessInfo.processInfo.environment["RCW_TEST_SERVERS"] ?? ""
    return Dictionary(
      uniqueKeysWithValues: text.split(separator: " ").compactMap { entry in
        let parts = entry.split(separator: "=")
        return parts.count == 2 ? Int(parts[1]).map { (String(parts[0]), $0) } : nil
      })
  }

  private var server: String { self == .kubernetes ? "http" : rawValue }

  /// - Parameters:
  ///   - name: of the state.
  ///   - folder: for what is kept on this machine.
  func backend(_ name: String, in folder: String) async throws -> any StateBackend {
    var context = BackendContext(environment: [:])
    context.http.clock = ImpatientClock()
    let kind = try #require(BackendKind(named: rawValue))
    let type = kind.schema.impliedType
    let given = try Value(arguments(name, folder), as: type)
    return try await kind.backend(given, context)
  }

  private func arguments(_ name: String, _ folder: String) throws -> JSON {
    let port = Self.ports[server] ?? 1
    let url = "http://127.0.0.1:\(port)"
    let given: [String: JSON] =
      switch self {
      case .local:
        ["path": .string("\(folder)/terraform.tfstate"), "workspace_dir": .string("\(folder)/workspaces")]
      case .sqlite: ["path": .string("\(folder)/rcw.db"), "name": .string(name)]
      case .http:
        [
          "address": .string("\(url)/states/\(name)"), "lock_address": .string("\(url)/states/\(name)"),
          "unlock_address": .string("\(url)/states/\(name)"), "username": "ann", "password": "secret",
          "retry_wait_min": 0,
        ]
      case .kubernetes: ["host": .string(url), "token": "secret", "secret_suffix": .string(name)]
      case .pg:
        [
          "conn_str": .string("postgres://postgres@127.0.0.1:\(port)/postgres?sslmode=disable"),
          "schema_name": .string(name),
        ]
      case .s3:
        [
          "bucket": "states", "key": .string("\(name)/main.tfstate"), "region": "us-east-1",
          "access_key": "a", "secret_key": "b", "use_lockfile": true, "use_path_style": true, "encrypt": true,
          "endpoints": ["s3": .string(url)],
        ]
      }
    let kind = try #require(BackendKind(named: rawValue))
    return .object(kind.schema.attributes.keys.sorted().map { .init($0, given[$0] ?? .null) })
  }
}

/// A clock whose waits are over at once.
struct ImpatientClock: Clock {
  typealias Instant = ContinuousClock.Instant

  var now: Instant { ContinuousClock.now }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    await Task.yield()
  }
}

/// The network between the tests and the servers.
enum Network {
  /// What happens from now on.
  ///
  /// - Parameters:
  ///   - budget: after how many bytes everything is cut off; nil for never.
  ///   - stays: whether it stays so until the next order.
  ///   - delay: in milliseconds, of every piece.
  /// - Returns: how many bytes have passed since the order before.
  @discardableResult
  static func order(budget: Int? = nil, stays: Bool = false, delay: Int = 0) async throws -> Int {
    let port = TestBackend.ports["control"] ?? 1
    let body: JSON = [
      "budget": budget.map { .number(Number($0)) } ?? .null, "stays": .bool(stays),
      "delay": .number(Number(delay)),
    ]
    let response = try await HTTPClient().send(
      HTTPRequest(.post, HTTPURL("http://127.0.0.1:\(port)/"), body: .bytes(body.bytes())))
    return try #require(Int(response.text))
  }
}
