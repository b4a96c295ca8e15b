/// Why no response came, or not a whole one. A response with an error status is a response, not an error.
///
/// Nothing secret is in it: messages are redacted where the request is made.
public struct HTTPError: Error, Sendable {
  public enum Code: String, Hashable, Sendable {
    /// The request itself cannot be sent: a malformed URL or header, a body shorter than announced.
    case invalidRequest
    /// No connection: the name is unknown, the connection refused, the network away. Nothing was sent.
    case unreachable
    /// The socket does not exist or may not be used. Nothing was sent; trying again does not help.
    case noSocket
    /// The other side is not who it should be, or does not accept who we are.
    case tls
    /// No connection, no progress or no end within the time allowed.
    case timedOut
    /// The connection ended before the response did. The server may have acted on the request.
    case interrupted
    /// The answer is not HTTP, or not what was agreed.
    case protocolViolation
    /// The response is larger than the caller allows.
    case tooLarge
    /// A library that is needed is not on this machine.
    case missingLibrary
  }

  public var code: Code
  /// Full sentences that can be shown.
  public var message: String
  public var cause: (any Error)?
  /// What went wrong, without what was asked for; nil where the message is all there is.
  public var reason: String?
  /// The server's name for the exchange, to be quoted to its operator.
  public var requestID: String?
  /// Whether the server may have seen any of the request.
  public var wasSent: Bool

  public init(
    _ code: Code, _ message: String, cause: (any Error)? = nil, requestID: String? = nil,
    wasSent: Bool = false
  ) {
    self.code = code
    self.message = message
    self.cause = cause
    self.requestID = requestID
    self.wasSent = wasSent
  }
}

/// The server ended the exchange in order, and no response is there, as a cause.
struct StreamEnded: Error {}

extension HTTPError: Equatable {
  /// Errors are equal when their codes are.
  public static func == (left: HTTPError, right: HTTPError) -> Bool { left.code == right.code }
}

extension HTTPError: CustomStringConvertible {
  public var description: String {
    requestID.map { "\(message) (Request \($0).)" } ?? message
  }
}
