import CSystemShims

/// Threads for what would block the cooperative pool: each runs one loop.
enum EngineThread {
  /// In bytes; the loops keep nothing large on the stack.
  private static let stackSize = 512 << 10

  private final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a thread of its own, on which no signal is delivered.
  static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    let start = Unmanaged.passRetained(Start(body))
    let result = system_start_thread({ Self.run($0) }, start.toOpaque(), stackSize)
    guard result == 0 else {
      start.release()
      throw SystemError("pthread_create", result)
    }
  }

  private static func run(_ start: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let start { Unmanaged<Start>.fromOpaque(start).takeRetainedValue().body() }
    return nil
  }
}
