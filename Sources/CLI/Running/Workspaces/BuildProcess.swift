import Catalog
import Glibc
import ProviderKit
import Values
import Workspaces

/// A build in a process of its own, so that several workspaces can be built at a time: a build has the whole process, as
/// its working directory is the template's.
struct BuildProcess: Sendable {
  let session: CatalogSession
  /// `start`, `stop`, `delete`, `create` with what follows.
  var arguments: [String]
  /// What it reads as its standard input.
  var input: [UInt8] = []
  /// Is given what it prints, while it goes on.
  var relay: (@Sendable (String) -> Void)?

  struct Result: Sendable {
    var isSuccess: Bool
    /// What it printed, errors and all; nothing where that was relayed.
    var text: String
  }

  /// Runs it to its end. An interrupt of this process is passed on, so that it ends in good order.
  func run() async throws -> Result {
    let process = try ChildProcess(
      ProcessCommand("/proc/self/exe", arguments, environment: session.environment))
    return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      group.addTask { try await collect { try await process.readOutput() } }
      group.addTask { try await collect { try await process.readErrorOutput() } }
      group.addTask {
        try await passInterrupt(to: process)
        return nil
      }
      defer { group.cancelAll() }
      try await process.write(input)
      process.finishInput()
      var parts: [[UInt8]] = []
      while parts.count < 2, let part = try await group.next() { if let part { parts.append(part) } }
      let status = try await process.waitForExit()
      return Result(
        isSuccess: status.isSuccess, text: String(decoding: parts.joined(), as: UTF8.self))
    }
  }

  private func passInterrupt(to process: ChildProcess) async throws {
    while !session.interruption.isRequested { try await Task.sleep(for: .milliseconds(200)) }
    process.signal(SIGINT)
  }

  private func collect(_ read: @Sendable () async throws -> [UInt8]?) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try await read() {
      if let relay { relay(String(decoding: piece, as: UTF8.self)) } else { bytes += piece }
    }
    return bytes
  }
}
