/// Until when the next step of an exchange may take.
struct Deadlines: Sendable {
  /// When everything must be over.
  var end: ContinuousClock.Instant?
  /// How long one wait may last.
  var idle: Duration?

  init(end: ContinuousClock.Instant? = nil, idle: Duration? = nil) {
    self.end = end
    self.idle = idle
  }

  init(_ timeouts: HTTPTimeouts) {
    end = timeouts.total.map { ContinuousClock.now + $0 }
    idle = timeouts.idle
  }

  /// When a wait that begins now must be over.
  var next: ContinuousClock.Instant? {
    let pause = idle.map { ContinuousClock.now + $0 }
    guard let end, let pause else { return end ?? pause }
    return min(end, pause)
  }
}
