import Synchronization

/// Bytes from a task, which waits for room, to an engine's thread, which never waits.
final class UploadPipe: Sendable {
  enum Taken {
    case bytes([UInt8])
    /// Nothing yet; `write` and `finish` call for the next attempt.
    case later
    case end
  }

  private struct State {
    var bytes = ByteBuffer()
    var isFinished = false
    /// Nobody takes any more.
    var isClosed = false
    /// Who waits for room.
    var writer: OneShot<Void>?
    /// The engine found nothing and will try again when it is called.
    var isStarving = false

    mutating func takeStarving() -> Bool {
      defer { isStarving = false }
      return isStarving
    }
  }

  /// Nobody takes what is written any more.
  struct Closed: Error {}

  /// In bytes. What is written is taken whole while there are fewer.
  private static let capacity = 256 << 10

  private let state = Mutex(State())

  /// Hands over bytes; returns when there is room for more.
  ///
  /// - Parameter resume: called when the engine has waited for them.
  func write(_ bytes: [UInt8], resume: () -> Void) async throws {
    let isStarving = state.withLock { state in
      state.bytes.append(bytes)
      return state.takeStarving()
    }
    if isStarving { resume() }
    while let slot = try state.withLock({ state throws(Closed) in try Self.waiting(&state) }) {
      try await slot.value()
    }
  }

  /// The body is complete.
  func finish(resume: () -> Void) {
    let isStarving = state.withLock { state in
      state.isFinished = true
      return state.takeStarving()
    }
    if isStarving { resume() }
  }

  /// At most `limit` bytes.
  func take(upTo limit: Int) -> Taken {
    let (taken, writer) = state.withLock { state -> (Taken, OneShot<Void>?) in
      guard let bytes = state.bytes.take(upTo: limit) else {
        if state.isFinished { return (.end, nil) }
        state.isStarving = true
        return (.later, nil)
      }
      return (.bytes(bytes), state.bytes.count < Self.capacity ? state.writer.take() : nil)
    }
    writer?.settle()
    return taken
  }

  /// Turns the writer away: the transfer is over.
  func close() {
    let writer = state.withLock { state -> OneShot<Void>? in
      state.isClosed = true
      return state.writer.take()
    }
    writer?.settle()
  }

  private static func waiting(_ state: inout State) throws(Closed) -> OneShot<Void>? {
    if state.isClosed { throw Closed() }
    guard state.bytes.count >= capacity else { return nil }
    let slot = OneShot<Void>()
    state.writer = slot
    return slot
  }
}
