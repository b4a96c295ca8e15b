import Addresses
import Glibc
import PluginHost
import ProviderAPI
import TestSupport
import Testing
import Values

/// The provider for tests (`Tests/Plugins/fake_plugin.py`) and a host that runs it.
struct FakePlugin {
  /// A Python that has what the plugin needs; nil where `scripts/test` has not made one.
  static let python = getenv("RCW_TEST_PYTHON").map { String(cString: $0) }
  static let isWanted = python != nil || getenv("RCW_REQUIRE_PLUGINS") != nil

  let binary: PluginBinary
  let host: PluginHost
  let log = LogLines()
  private let folder: TemporaryDirectory

  /// Lines that the plugin logged.
  final class LogLines: Sendable {
    private let (stream, sink) = AsyncStream.makeStream(of: String.self)

    func add(_ line: String) { sink.yield(line) }

    /// Returns when a line with this text has come.
    func waitFor(_ text: String) async {
      for await line in stream where line.contains(text) { return }
    }
  }

  /// - Parameters:
  ///   - wishes: what the plugin is to do wrong, in its own words.
  ///   - folder: for the program, and for the folder of the sockets.
  ///   - cache: where the host keeps schemas; nil for nowhere.
  init(
    _ wishes: String = "", in folder: TemporaryDirectory = TemporaryDirectory(), cache: String? = nil
  ) throws {
    self.folder = folder
    let python = try #require(Self.python, "RCW_TEST_PYTHON is to name a Python with h2.")
    let program = "\(folder.path)/terraform-provider-fake"
    let script = RepositoryFile("Tests/Plugins/fake_plugin.py").path
    folder.write("terraform-provider-fake", "#!/bin/sh\nexec '\(python)' '\(script)'\n")
    chmod(program, 0o755)
    binary = PluginBinary(
      address: ProviderAddress(namespace: "acme", type: "fake"), version: "1.0.0", path: program)
    var settings = PluginHost.Settings(
      environment: ["PATH": "/usr/bin:/bin", "FAKE_PLUGIN": wishes, "TMPDIR": folder.path],
      cacheFolder: cache,
      terraformVersion: "1.15.5")
    settings.patience.silence = .seconds(1)
    settings.patience.handshake = .seconds(wishes.contains("silent") ? 1 : 60)
    settings.log = { [log] _, line in log.add(line) }
    host = PluginHost(settings)
  }

  func makeProvider() -> any Provider { host.makeProvider(binary) }

}

extension TemporaryDirectory {
  /// The folders for sockets that are in it now.
  var socketFolders: [String] { Self.names(in: path).filter { $0.hasPrefix("rcw-plugins-") } }

  /// How many plugins have put their sockets there.
  var plugins: Int {
    socketFolders.reduce(0) { count, folder in
      count + Self.names(in: "\(path)/\(folder)").filter { $0.hasPrefix("tmp") }.count
    }
  }

  private static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names
  }
}

extension Provider {
  static var thing: ValueType { .object(["name": .string, "id": .string]) }

  /// Every call that a plan and an apply take, in their order.
  func live(name: String = "one") async throws -> ApplyResponse {
    let config = Value.object(["id": .null(.string), "name": .string(name)])
    _ = try await configurationSchema()
    let greeting = Value.object(["greeting": .null(.string)])
    _ = try await validateConfiguration(greeting)
    _ = try await validate(.managed, "fake_thing", config)
    _ = try await configure(greeting)
    let plan = try await plan(
      PlanRequest(type: "fake_thing", prior: .null(Self.thing), proposed: config, config: config))
    let made = try await apply(
      ApplyRequest(
        type: "fake_thing", prior: .null(Self.thing), planned: plan.planned, config: config,
        privateData: plan.privateData), Operation(id: "1"))
    _ = try await read(
      ReadRequest(type: "fake_thing", current: made.object, privateData: made.privateData))
    return made
  }
}
