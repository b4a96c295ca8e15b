import CSystemShims
import Glibc

/// The signals that ask the program to end, as a sequence. The third one ends it, whatever it is doing: what
/// happened until then is recorded.
struct SignalWatch {
  let values: AsyncStream<Int32>

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    values = stream
    var ends: [Int32] = [-1, -1]
    guard system_pipe(&ends) == 0 else { return }
    for number in [SIGINT, SIGTERM] { _ = system_watch_signal(number, ends[1]) }
    // Under nohup a lost terminal means nothing.
    if system_ignores_signal(SIGHUP) == 0 { _ = system_watch_signal(SIGHUP, ends[1]) }
    SignalReader(descriptor: ends[0], continuation: continuation).start()
  }
}

/// A thread that waits for signals, so that next to nothing runs in a signal handler.
private final class SignalReader: Sendable {
  private let descriptor: Int32
  private let continuation: AsyncStream<Int32>.Continuation

  init(descriptor: Int32, continuation: AsyncStream<Int32>.Continuation) {
    self.descriptor = descriptor
    self.continuation = continuation
  }

  func start() {
    let context = Unmanaged.passRetained(self).toOpaque()
    _ = system_start_thread(
      { context in
        guard let context else { return nil }
        Unmanaged<SignalReader>.fromOpaque(context).takeRetainedValue().read()
        return nil
      }, context, 1 << 16)
  }

  private func read() {
    var number: UInt8 = 0
    var count = 0
    while Glibc.read(descriptor, &number, 1) == 1 {
      count += 1
      if count > 2 { endProgram(ExitStatus.failure.rawValue) }
      continuation.yield(Int32(number))
    }
  }
}
