import ProviderAPI
import Synchronization

/// A program in a container of a cluster that cannot be told that input has ended: it is started when all of the input
/// is there, and told how much that is.
final class WholeInputProcess: RunningProcess {
  private let command: PodCommand
  private let client: KubernetesClient
  private let input = Mutex<[UInt8]>([])
  private let process = Mutex<PodProcess?>(nil)
  /// Ends when the input does.
  private let inputEnd: AsyncStream<Void>
  private let endInput: AsyncStream<Void>.Continuation

  init(_ command: PodCommand, _ client: KubernetesClient) {
    self.command = command
    self.client = client
    (inputEnd, endInput) = AsyncStream.makeStream()
  }

  var takesInputAsWhole: Bool { true }

  func write(_ bytes: [UInt8]) async throws { input.withLock { $0 += bytes } }
  func finishWriting() async throws { endInput.finish() }
  func resize(_ terminal: Terminal) async throws {}

  func read() async throws -> ProcessOutput? {
    if let process = process.withLock({ $0 }) { return try await process.read() }
    for await _ in inputEnd {}
    try Task.checkCancellation()
    return try await start().read()
  }

  func exitCode() async throws -> Int { try await process.withLock { $0 }?.exitCode() ?? 0 }

  private func start() async throws -> PodProcess {
    let bytes = input.withLock { $0 }
    let started = try await PodProcess(client.olderChannels(of: command.taking(bytes.count)), nil)
    process.withLock { $0 = started }
    try await started.write(bytes)
    return started
  }
}
