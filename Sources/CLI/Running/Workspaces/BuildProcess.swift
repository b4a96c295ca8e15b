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

  struct Result: Sendable {
    var isSuccess: Bool
    /// What it printed, errors and all.
    var text: String
  }

  /// Runs it to its end. An interrupt reaches it as it reaches this process, as both are of one group.
  func run() async throws -> Result {
    let process = try ChildProcess(
      ProcessCommand("/proc/self/exe", arguments, environment: session.environment))
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask { try await Self.collect { try await process.readOutput() } }
      group.addTask { try await Self.collect { try await process.readErrorOutput() } }
      try await process.write(input)
      process.finishInput()
      var bytes: [UInt8] = []
      while let part = try await group.next() { bytes += part }
      let status = try await process.waitForExit()
      return Result(isSuccess: status.isSuccess, text: String(decoding: bytes, as: UTF8.self))
    }
  }

  private static func collect(_ read: @Sendable () async throws -> [UInt8]?) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try await read() { bytes += piece }
    return bytes
  }
}
