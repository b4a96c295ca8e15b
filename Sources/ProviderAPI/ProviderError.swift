public import Values

/// A failure of the world a provider works on. Equality is on ``code`` alone, so that tests do not pin
/// prose. The message holds no secrets.
public struct ProviderError: Error, Sendable {
  public enum Code: String, Hashable, Sendable {
    case notFound
    /// The thing exists already, is in use, or was changed by someone else meanwhile.
    case conflict
    /// Credentials are missing, wrong or not enough.
    case denied
    /// The remote side does not accept what was asked of it.
    case invalid
    case throttled
    /// Not reachable, or out of order.
    case unavailable
    case timedOut
    /// An answer that makes no sense by the API's own description.
    case protocolViolation
    /// The operation was asked to stop.
    case cancelled

    /// Whether the remote side answered that it would not do what it was asked for. Otherwise it may have.
    var isRefusal: Bool {
      switch self {
      case .notFound, .conflict, .denied, .invalid, .throttled: true
      case .unavailable, .timedOut, .protocolViolation, .cancelled: false
      }
    }
  }

  public var code: Code
  /// Full sentences, in the remote side's words where it gave any.
  public var message: String
  public var cause: (any Error)?
  public var attribute: AttributePath?
  /// Whether nothing can have come of the operation: it was refused, or it failed before anything was asked for.
  public var leavesNothing: Bool

  public init(
    _ code: Code, _ message: String, cause: (any Error)? = nil, attribute: AttributePath? = nil
  ) {
    self.code = code
    self.message = message
    self.cause = cause
    self.attribute = attribute
    leavesNothing = code.isRefusal
  }
}

extension ProviderError: Equatable {
  public static func == (a: ProviderError, b: ProviderError) -> Bool { a.code == b.code }
}

extension ProviderError: CustomStringConvertible {
  public var description: String {
    guard let cause, "\(cause)" != message else { return message }
    return "\(message) (\(cause))"
  }
}

/// A problem that a provider has with the configuration, or a warning.
public struct ProviderDiagnostic: Hashable, Sendable {
  public var isWarning: Bool
  public var summary: String
  public var detail: String
  public var attribute: AttributePath?

  public init(
    _ summary: String, _ detail: String, at attribute: AttributePath? = nil, isWarning: Bool = false
  ) {
    self.isWarning = isWarning
    self.summary = summary
    self.detail = detail
    self.attribute = attribute
  }
}
