import ProviderAPI
import Synchronization
import Values

/// A program that runs in a container: standard input is channel 0, the outputs are 1 and 2, how it ended comes on 3,
/// and sizes of its terminal go to 4 (Kubernetes, `remotecommand` constants).
final class PodProcess: RunningProcess {
  private enum Channel {
    static let input: UInt8 = 0
    static let output: UInt8 = 1
    static let errors: UInt8 = 2
    static let status: UInt8 = 3
    static let size: UInt8 = 4
  }

  private let channels: ChannelSocket
  private let hasTerminal: Bool
  private let end = Mutex<CommandEnd?>(nil)

  init(_ channels: ChannelSocket, _ terminal: Terminal?) async throws {
    self.channels = channels
    hasTerminal = terminal != nil
    if let terminal { try await resize(terminal) }
  }

  func read() async throws -> ProcessOutput? {
    while let message = try await channels.read() {
      switch message.channel {
      case Channel.output: return .standard(message.bytes)
      case Channel.errors: return .error(message.bytes)
      case Channel.status:
        let end = CommandEnd(message.bytes)
        self.end.withLock { $0 = end }
        if let words = end.complaint { return .error(Array("\(words)\n".utf8)) }
      default: continue
      }
    }
    return nil
  }

  func write(_ bytes: [UInt8]) async throws { try await channels.write(bytes, to: Channel.input) }

  /// Where only ``ChannelSocket/Version/v4`` is spoken the program has a terminal, and its user types the end.
  func finishWriting() async throws {
    if channels.version == .v5 { try await channels.close(Channel.input) }
  }

  func resize(_ terminal: Terminal) async throws {
    guard hasTerminal else { return }
    let size: JSON = ["Width": .number(Number(terminal.columns)), "Height": .number(Number(terminal.rows))]
    try await channels.write(size.bytes(), to: Channel.size)
  }

  func exitCode() async throws -> Int {
    guard let end = end.withLock({ $0 }) else {
      throw ProviderError(
        .unavailable, "The connection ended before the cluster said how the program in the pod ended.")
    }
    return end.exitCode
  }
}

/// How a program ended (`meta/v1` `Status`, as the kubelet sends it).
struct CommandEnd: Sendable {
  let exitCode: Int
  /// Why it was not even started, in the cluster's words.
  let complaint: String?

  init(_ bytes: [UInt8]) {
    let status = try? JSON.parse(bytes)
    let causes = status?["details"]?["causes"]?.elements ?? []
    let code = causes.first { $0["reason"]?.asString == "ExitCode" }?["message"]?.asString.flatMap { Int($0) }
    if status?["status"]?.asString == "Success" {
      (exitCode, complaint) = (0, nil)
    } else if let code {
      (exitCode, complaint) = (code, nil)
    } else {
      let message = status?["message"]?.asString ?? String(decoding: bytes, as: UTF8.self)
      // As shells have it: 127 for a program that is not there, 126 for one that cannot be run.
      let isMissing = ["not found", "no such file"].contains { message.lowercased().contains($0) }
      (exitCode, complaint) = (isMissing ? 127 : 126, message)
    }
  }
}
