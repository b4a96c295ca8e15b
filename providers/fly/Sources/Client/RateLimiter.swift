import Synchronization

/// Holds requests back so that Fly does not have to refuse them: for each action and each machine or app a bucket
/// of tokens, one for each request.
///
/// Fly documents 1 request a second for each action with a burst of 3, and 5 a second with a burst of 10 for reading
/// a machine (fly.io/docs/machines/api/working-with-machines-api, "Rate limits").
final class RateLimiter: Sendable {
  /// What one bucket holds, as of a moment.
  private struct Bucket {
    /// Below nothing: so many requests wait already.
    var tokens: Double
    /// Seconds since the limiter was made.
    var asOf: Double
  }

  private let buckets = Mutex<[String: Bucket]>([:])
  /// Requests a second; 0 for no limit.
  private let rate: Double
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration

  init(rate: Double, clock: any Clock<Duration>) {
    self.rate = rate
    self.clock = clock
    elapsed = Self.stopwatch(clock)
  }

  /// Returns when a request for the action may be sent.
  func wait(_ action: String, _ subject: String) async throws {
    let delay = reserve(action, subject)
    if delay > .zero { try await clock.sleep(for: delay) }
  }

  /// Takes a token, and says how long to wait for it.
  func reserve(_ action: String, _ subject: String) -> Duration {
    guard rate > 0 else { return .zero }
    let (rate, burst) = action == "get-machine" ? (5 * rate, 10.0) : (rate, 3.0)
    let now = elapsed() / .seconds(1)
    return buckets.withLock { buckets in
      var bucket = buckets["\(action) \(subject)"] ?? Bucket(tokens: burst, asOf: now)
      bucket.tokens = min(burst, bucket.tokens + (now - bucket.asOf) * rate) - 1
      bucket.asOf = now
      buckets["\(action) \(subject)"] = bucket
      return bucket.tokens >= 0 ? .zero : .seconds(-bucket.tokens / rate)
    }
  }

  private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
