/// How often and how fast a failed request is repeated.
///
/// The wait before attempt n + 1 is drawn between nothing and `firstDelay` times 2ⁿ⁻¹, at most `maxDelay`
/// ("full jitter": clients that failed together do not come back together).
public struct RetryPolicy: Hashable, Sendable {
  /// The first attempt included.
  public var maxAttempts: Int
  public var firstDelay: Duration
  public var maxDelay: Duration
  /// No attempt begins later than this after the first; a server that asks for more patience is not asked
  /// again.
  public var maxElapsed: Duration

  public init(
    maxAttempts: Int = 5, firstDelay: Duration = .milliseconds(250), maxDelay: Duration = .seconds(20),
    maxElapsed: Duration = .seconds(120)
  ) {
    self.maxAttempts = maxAttempts
    self.firstDelay = firstDelay
    self.maxDelay = maxDelay
    self.maxElapsed = maxElapsed
  }

  public static let standard = RetryPolicy()
  public static let never = RetryPolicy(maxAttempts: 1)
}

/// The attempts of one request. Decides; neither waits nor sends.
struct RetryState: Sendable {
  enum Outcome: Sendable {
    /// - Parameter retryAfter: how long the server asks to wait.
    case response(status: Int, retryAfter: Duration?)
    case failure(HTTPError)
  }

  private let policy: RetryPolicy
  private let isRepeatable: Bool
  private var attempts = 0

  /// - Parameter isRepeatable: whether it does no harm if the server acts on the request twice.
  init(_ policy: RetryPolicy, isRepeatable: Bool) {
    self.policy = policy
    self.isRepeatable = isRepeatable
  }

  /// How long to wait before another attempt; nil when the outcome stands.
  ///
  /// - Parameter elapsed: since the first attempt began.
  mutating func delay(
    after outcome: Outcome, elapsed: Duration, using random: inout some RandomNumberGenerator
  ) -> Duration? {
    attempts += 1
    guard attempts < policy.maxAttempts, isWorthRepeating(outcome) else { return nil }
    var delay = backoff(using: &random)
    if case .response(_, let wanted?) = outcome { delay += wanted }
    return elapsed + delay <= policy.maxElapsed ? delay : nil
  }

  private func isWorthRepeating(_ outcome: Outcome) -> Bool {
    switch outcome {
    case .response(429, _): true  // The server did not act on it (RFC 6585, section 4).
    case .response(502...504, _): isRepeatable
    case .response: false
    case .failure(let error): isWorthRepeating(error)
    }
  }

  private func isWorthRepeating(_ error: HTTPError) -> Bool {
    switch error.code {
    case .unreachable, .timedOut, .interrupted: isRepeatable || !error.wasSent
    case .invalidRequest, .noSocket, .tls, .protocolViolation, .tooLarge, .missingLibrary: false
    }
  }

  private func backoff(using random: inout some RandomNumberGenerator) -> Duration {
    let doublings = min(attempts - 1, 20)
    let ceiling = min(policy.firstDelay * (1 << doublings), policy.maxDelay)
    let digits = random.next() >> 11  // As many as a Double holds.
    return ceiling * (Double(digits) / Double(UInt64.max >> 11))
  }
}

extension RetryState.Outcome {
  init(_ head: HTTPResponseHead) {
    self = .response(status: head.status, retryAfter: RetryAfter.delay(in: head.headers))
  }
}
