import Synchronization
import Testing

@testable import Engine

struct StillRunningTests {
  /// A clock on which the first waits are over at once, and the next never ends.
  private final class ImpatientClock: Clock {
    private let waits: Mutex<Int>
    let now = ContinuousClock.now
    let minimumResolution = Duration.zero

    init(waits: Int) { self.waits = Mutex(waits) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
      let isOver = waits.withLock { waits in
        waits -= 1
        return waits >= 0
      }
      if !isOver { try await Task.sleep(for: .seconds(3600)) }
    }
  }

  @Test func `what takes long is told of every ten seconds until it ends`() async throws {
    let (stream, told) = AsyncStream.makeStream(of: Duration.self)
    let tell = { @Sendable (elapsed: Duration) -> Void in told.yield(elapsed) }
    let heard = try await tellingTime(to: tell, clock: ImpatientClock(waits: 2)) {
      var heard: [Duration] = []
      for await elapsed in stream {
        heard.append(elapsed)
        if heard.count == 2 { break }
      }
      return heard
    }
    #expect(heard == [.seconds(10), .seconds(20)])
  }

  @Test func `what fails fails`() async {
    struct Stop: Error {}
    await #expect(throws: Stop.self) {
      let tell = { @Sendable (_: Duration) -> Void in }
      try await tellingTime(to: tell, clock: ImpatientClock(waits: 0)) { throw Stop() }
    }
  }
}
