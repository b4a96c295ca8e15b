/// Why a call by gRPC has no answer.
public struct GRPCError: Error, Sendable {
  /// The status codes of gRPC (github.com/grpc/grpc, doc/statuscodes.md).
  public enum Code: Int, Sendable {
    case cancelled = 1
    case unknown, invalidArgument, deadlineExceeded, notFound, alreadyExists, permissionDenied
    case resourceExhausted, failedPrecondition, aborted, outOfRange, unimplemented, `internal`
    case unavailable, dataLoss, unauthenticated
  }

  public var code: Code
  /// A full sentence, or the server's words.
  public var message: String
  /// Whether the server answered with this status. Otherwise no whole answer came, or one that makes no sense.
  public var isAnswer: Bool
  /// Whether the server answered, and libcurl kept nothing of it.
  var isLost = false

  package init(_ code: Code, _ message: String, isAnswer: Bool = false) {
    self.code = code
    self.message = message
    self.isAnswer = isAnswer
  }
}

extension GRPCError: Equatable, CustomStringConvertible {
  /// Errors are equal when their codes are.
  public static func == (left: GRPCError, right: GRPCError) -> Bool { left.code == right.code }
  public var description: String { message.isEmpty ? "\(code)" : message }
}
