/// A program to run and what to give it. Its description shows neither arguments nor environment, which may
/// hold secrets.
public struct ProcessCommand: Sendable {
  /// A path, or a name to look for in the `PATH` of ``environment``.
  public var program: String
  public var arguments: [String]
  /// All the program gets: nothing is inherited.
  public var environment: [String: String]
  /// Nil for the current one.
  public var directory: String?

  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String], directory: String? = nil
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }
}

extension ProcessCommand: CustomStringConvertible, CustomReflectable {
  public var description: String { program }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}

/// How a program ended.
public enum ExitStatus: Hashable, Sendable {
  case exited(code: Int32)
  case killed(signal: Int32)

  public var isSuccess: Bool { self == .exited(code: 0) }
}

/// Why a program was not run to its end. A status other than 0 is no error.
public struct ProcessError: Error, Sendable {
  public enum Code: String, Hashable, Sendable {
    /// There is no such program, or it may not be run.
    case notFound
    /// The system did not start it.
    case notStarted
    /// It was killed because it took too long.
    case timedOut
    /// It was killed because it wrote more than allowed.
    case tooMuchOutput
  }

  public var code: Code
  /// A full sentence.
  public var message: String
  public var cause: (any Error)?

  init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension ProcessError: Equatable, CustomStringConvertible {
  /// Errors are equal when their codes are.
  public static func == (left: ProcessError, right: ProcessError) -> Bool { left.code == right.code }
  public var description: String { message }
}
