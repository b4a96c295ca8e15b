import PluginHost
import PluginWire
import ProviderAPI
import ProviderKit
import Values

/// How the program starts, takes what makes no sense, and ends.
extension ProviderTrial {
  /// Somebody who starts a plugin by hand is to be told so.
  func checkStartByHand() async {
    let command = ProcessCommand(binary.path, environment: environment)
    do {
      let result = try await ProcessRunner(timeout: .seconds(10)).run(command)
      if result.status.isSuccess {
        failed(
          "by hand", "Started without the cookie of a host, it ends with status 0 and says nothing of it.")
      } else if result.output.starts(with: Array("1|".utf8)) {
        failed("by hand", "Started without the cookie of a host, it says how to reach it.")
      } else {
        passed("by hand", "Started by a person, it refuses.")
      }
    } catch let error as ProcessError where error.code == .timedOut {
      failed("by hand", "Started without the cookie of a host, it runs on.")
    } catch {
      failed("by hand", "It cannot be started: \(error)")
    }
  }

  /// - Returns: whether there is any point in going on.
  func checkStart(_ provider: any Provider) async -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      _ = try await provider.configurationSchema()
      let milliseconds = Int(start.duration(to: clock.now) / .milliseconds(1))
      passed("start", "It was started, and told its schema after \(milliseconds) ms.")
      return true
    } catch {
      failed("start", "\(error)")
      return false
    }
  }

  /// Whatever comes, a provider should answer, and go on. That one dies is a warning: no host makes such requests.
  func checkNonsense() async {
    do {
      let probe = try await host.probe(binary)
      for (name, method, request) in Self.nonsense {
        switch await probe.call(method, request) {
        case .answered, .refused: continue
        case .died(let reason):
          return warn("nonsense", "It did not survive \(name), which no host makes: \(reason)")
        }
      }
      guard case .answered = await probe.call(.schema, []) else {
        return failed("nonsense", "After requests that make no sense it does not tell its schema any more.")
      }
      passed("nonsense", "It answers \(Self.nonsense.count) requests that make no sense, and goes on.")
      await probe.end()
    } catch {
      failed("nonsense", "\(error)")
    }
  }

  private static let nonsense: [(name: String, PluginMethod, [UInt8])] = [
    ("a request that is no message", .read, [0xFF, 0xFF, 0xFF, 0xFF]),
    ("a request without anything in it", .plan, []),
    ("a type that it does not have", .validateManaged, request("there_is_no_such_type", [0x80])),
    ("a type that it does not have, to be read", .read, request("there_is_no_such_type", [0x80])),
    ("a type that it does not have, to be made", .apply, request("there_is_no_such_type", [0xC0])),
    ("a data source that it does not have", .readData, request("there_is_no_such_type", [0x80])),
    ("a configuration that is no MessagePack", .validateProvider, configuration([0xC1, 0xFF])),
    ("a configuration of another shape", .validateProvider, configuration([0x93, 1, 2, 3])),
    ("an import of nothing", .importState, []),
    ("a function that it does not have", .callFunction, request("there_is_no_such_function", [])),
  ]

  private static func request(_ type: String, _ value: [UInt8]) -> [UInt8] {
    var writer = WireWriter()
    writer.text(1, type)
    writer.message(2) { $0.bytes(Fields.DynamicValue.msgpack, value) }
    return writer.bytes
  }

  private static func configuration(_ value: [UInt8]) -> [UInt8] {
    var writer = WireWriter()
    writer.message(Fields.ValidateProvider.config) { $0.bytes(Fields.DynamicValue.msgpack, value) }
    return writer.bytes
  }

  /// Many calls at once, a request to stop, and the end.
  func checkEnd() async {
    do {
      let probe = try await host.probe(binary)
      let answered = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<50 {
          group.addTask { if case .answered = await probe.call(.schema, []) { true } else { false } }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      if answered == 50 {
        passed("at once", "It answers 50 calls at once.")
      } else {
        failed("at once", "Of 50 calls at once it answers \(answered).")
      }
      if case .died(let reason) = await probe.call(.stop, []) {
        failed("stop", "Asked to stop, it does not answer: \(reason)")
      }
      if await probe.end() {
        passed("end", "It ends when it is told to.")
      } else {
        failed("end", "Told to end, it does not within two seconds, and had to be killed.")
      }
    } catch {
      failed("end", "\(error)")
    }
  }
}
