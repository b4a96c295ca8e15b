import Synchronization

/// Bytes from an engine's thread, which never waits, to a task, which does.
final class DownloadPipe: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var end: Result<Void, any Error>?
    /// Who waits for bytes or the end.
    var reader: OneShot<Void>?
    /// Bytes were turned away and will be offered again when there is room.
    var isHoldingBack = false
  }

  /// In bytes. What is offered is taken whole while there are fewer.
  static let capacity = 256 << 10

  private let state = Mutex(State())

  /// Takes bytes, or returns false when the reader does not keep up: they are to be offered again after
  /// `next` has called for them.
  func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let (isTaken, reader) = state.withLock { state -> (Bool, OneShot<Void>?) in
      guard state.bytes.count < Self.capacity else {
        state.isHoldingBack = true
        return (false, nil)
      }
      state.bytes += bytes
      return (true, state.reader.take())
    }
    reader?.settle()
    return isTaken
  }

  /// Ends the body; returns whether it had not ended yet. The first end counts.
  func finish(_ result: Result<Void, any Error>) -> Bool {
    let (isFirst, reader) = state.withLock { state -> (Bool, OneShot<Void>?) in
      defer { state.end = state.end ?? result }
      return (state.end == nil, state.reader.take())
    }
    reader?.settle()
    return isFirst
  }

  /// What has come since the last call; nil at the end.
  ///
  /// - Parameter resume: called when bytes that were turned away are to be offered again.
  func next(resume: () -> Void) async throws -> [UInt8]? {
    while true {
      let (step, isHoldingBack) = state.withLock { state in
        defer { state.isHoldingBack = false }
        return (Self.step(&state), state.isHoldingBack)
      }
      if isHoldingBack { resume() }
      switch step {
      case .bytes(let bytes): return bytes
      case .end(let result):
        try result.get()
        return nil
      case .wait(let slot): try await slot.value()
      }
    }
  }

  private enum Step {
    case bytes([UInt8])
    case end(Result<Void, any Error>)
    case wait(OneShot<Void>)
  }

  private static func step(_ state: inout State) -> Step {
    if !state.bytes.isEmpty {
      defer { state.bytes = [] }
      return .bytes(state.bytes)
    }
    if let end = state.end { return .end(end) }
    let slot = OneShot<Void>()
    state.reader = slot
    return .wait(slot)
  }
}
