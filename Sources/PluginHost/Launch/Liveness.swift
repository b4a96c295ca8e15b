import Synchronization

/// Tells a provider that takes its time from one that has frozen: while a call is unanswered for long, the plugin is
/// asked now and then whether it serves. Any answer will do.
///
/// Decides only; whoever owns it asks, kills and tells the time.
struct Liveness: Sendable {
  enum Verdict: Equatable, Sendable {
    case fine
    /// Ask the plugin whether it is there.
    case ask
    /// It has not answered that question either.
    case frozen
  }

  /// How long a call may be unanswered before it is asked, and how long it has to answer then.
  let patience: Duration
  private var callsInFlight = 0
  /// The last time that anything came, or that there was nothing to wait for.
  private var lastSign: ContinuousClock.Instant
  private var asked: ContinuousClock.Instant?

  init(patience: Duration, now: ContinuousClock.Instant) {
    self.patience = patience
    lastSign = now
  }

  mutating func callBegins(at now: ContinuousClock.Instant) {
    if callsInFlight == 0 { lastSign = now }
    callsInFlight += 1
  }

  mutating func callEnds(at now: ContinuousClock.Instant) {
    callsInFlight -= 1
    sign(at: now)
  }

  /// Something came from the plugin.
  mutating func sign(at now: ContinuousClock.Instant) {
    lastSign = now
    asked = nil
  }

  mutating func verdict(at now: ContinuousClock.Instant) -> Verdict {
    if let asked { return asked.duration(to: now) >= patience ? .frozen : .fine }
    guard callsInFlight > 0, lastSign.duration(to: now) >= patience else { return .fine }
    asked = now
    return .ask
  }
}
