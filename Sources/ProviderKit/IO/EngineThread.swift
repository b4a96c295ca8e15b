import Glibc

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
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))

    let start = Unmanaged.passRetained(Start(body))
    let status = withSignalsBlocked {
      var thread = pthread_t()
      return pthread_create(&thread, &attributes, { Self.run($0) }, start.toOpaque())
    }
    guard status == 0 else {
      start.release()
      throw SystemError("pthread_create", status)
    }
  }

  private static func run(_ start: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let start { Unmanaged<Start>.fromOpaque(start).takeRetainedValue().body() }
    return nil
  }

  /// A new thread inherits the mask of the one that makes it.
  private static func withSignalsBlocked(_ create: () -> Int32) -> Int32 {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return create()
  }
}
