import Glibc
public import ProviderKit
public import Values

/// A cloud as its API behaves: one of the simulators in `Tests/Simulators`, which ends with the value.
public struct Simulator: Sendable {
  /// Where it listens: `http://127.0.0.1:PORT`.
  public let url: String
  private let process: ChildProcess

  /// Starts a simulator of its own for a test.
  public init(_ name: String, _ flags: [String] = []) async throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    var environment = ["PATH": Self.variable("PATH") ?? "/usr/bin:/bin"]
    environment["RCW_API_SPECS"] = Self.variable("RCW_API_SPECS")
    process = try ChildProcess(
      ProcessCommand("/\(root)/Tests/Simulators/simulate", [name] + flags, environment: environment))
    url = try await Self.firstLine(of: process)
  }

  private static func firstLine(of process: ChildProcess) async throws -> String {
    var line: [UInt8] = []
    while line.last != UInt8(ascii: "\n") {
      guard let bytes = try await process.readOutput() else {
        let problem = try await process.readErrorOutput() ?? []
        throw SimulatorError(description: "No simulator: \(String(decoding: problem, as: UTF8.self))")
      }
      line += bytes
    }
    return String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// Calls an endpoint that controls it, such as `faults`.
  @discardableResult
  public func control(_ method: HTTPMethod, _ path: String, _ body: JSON? = nil) async throws -> JSON {
    var request = HTTPRequest(method, try HTTPURL("\(url)/_simulator/\(path)"))
    if let body { request.body = .bytes(body.bytes()) }
    let response = try await HTTPClient().send(request)
    guard response.isSuccess else { throw SimulatorError(description: "\(request): \(response.text)") }
    return response.body.isEmpty ? .null : try JSON.parse(response.body)
  }

  /// How many requests there were, of a method and path with `*`.
  public func count(_ method: String, _ path: String) async throws -> Int {
    try await control(.get, "count?method=\(method)&path=\(path)").asInt ?? 0
  }

  /// What was wrong with the exchanges.
  public func violations() async throws -> [String] {
    try await control(.get, "violations").elements?.compactMap(\.asString) ?? []
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

struct SimulatorError: Error, CustomStringConvertible {
  var description: String
}
