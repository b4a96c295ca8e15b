import Testing

@testable import ProviderFly

@Suite struct RateLimiterTests {
  /// A clock that stands still unless it is told to go.
  private struct StoppedClock: Clock {
    struct Instant: InstantProtocol {
      var offset = Duration.zero
      func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
      func duration(to other: Instant) -> Duration { other.offset - offset }
      static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }
    var now: Instant { Instant() }
    var minimumResolution: Duration { .zero }
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
  }

  @Test func `three requests of a kind go at once, the next ones a second after one another`() {
    let limiter = RateLimiter(rate: 1, clock: StoppedClock())
    let delays = (0..<5).map { _ in limiter.reserve("create-machine", "app") }
    #expect(delays == [.zero, .zero, .zero, .seconds(1), .seconds(2)])
  }

  @Test func `machines and actions do not wait for one another`() {
    let limiter = RateLimiter(rate: 1, clock: StoppedClock())
    for _ in 0..<3 { _ = limiter.reserve("stop-machine", "a") }
    #expect(limiter.reserve("stop-machine", "b") == .zero)
    #expect(limiter.reserve("start-machine", "a") == .zero)
  }

  @Test func `reading a machine may be done more often`() {
    let limiter = RateLimiter(rate: 1, clock: StoppedClock())
    let delays = (0..<12).map { _ in limiter.reserve("get-machine", "a") }
    #expect(delays.prefix(10).allSatisfy { $0 == .zero })
    #expect(delays[10] == .milliseconds(200))
  }

  @Test func `a limit of nothing is none`() {
    let limiter = RateLimiter(rate: 0, clock: StoppedClock())
    #expect((0..<50).allSatisfy { _ in limiter.reserve("stop-machine", "a") == .zero })
  }
}
