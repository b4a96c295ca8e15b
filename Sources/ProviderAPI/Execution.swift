public import Values

/// Asks for a process inside of an object that can run some: a container, a pod.
public struct ExecutionRequest: Sendable {
  public var type: String
  public var object: Value
  /// The program and its arguments; no shell looks at them.
  public var command: [String]
  /// On top of the object's own.
  public var environment: [String: String]
  /// nil for the one that the object's own process runs as.
  public var user: String?
  /// nil for the one of the object's own process.
  public var workingDirectory: String?
  /// nil to do without a terminal: output and error output then stay apart.
  public var terminal: Terminal?
  /// A text that stands in the part of the object that is meant, where it has several, as a pod has containers.
  public var marker: String?

  public init(
    type: String, object: Value, command: [String], environment: [String: String] = [:],
    user: String? = nil, workingDirectory: String? = nil, terminal: Terminal? = nil, marker: String? = nil
  ) {
    self.type = type
    self.object = object
    self.command = command
    self.marker = marker
    self.environment = environment
    self.user = user
    self.workingDirectory = workingDirectory
    self.terminal = terminal
  }
}

/// The size of a terminal, in characters.
public struct Terminal: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// Asks what the own process of an object has printed.
public struct OutputRequest: Sendable {
  public var type: String
  public var object: Value
  /// How many lines from the end; nil for all that is kept.
  public var lastLines: Int?
  /// Whether to wait for more until the process ends.
  public var follows: Bool
  /// Whether each line begins with when it was printed, in RFC 3339.
  public var hasTimes: Bool
  /// Whether what ran before is meant, which has ended and been started again.
  public var isPrevious: Bool
  /// What is meant of an object that has several, such as a container of a pod, by name; nil for the one that
  /// ``marker`` tells.
  public var part: String?
  /// As in ``ExecutionRequest/marker``.
  public var marker: String?

  public init(
    type: String, object: Value, lastLines: Int? = nil, follows: Bool = false, hasTimes: Bool = false,
    isPrevious: Bool = false, part: String? = nil, marker: String? = nil
  ) {
    self.type = type
    self.object = object
    self.lastLines = lastLines
    self.follows = follows
    self.hasTimes = hasTimes
    self.isPrevious = isPrevious
    self.part = part
    self.marker = marker
  }
}

/// A piece of what a process printed.
public enum ProcessOutput: Hashable, Sendable {
  /// Everything, where there is a terminal.
  case standard([UInt8])
  case error([UInt8])
}

/// What comes from a process, piece by piece. Letting go of it ends the connection.
public protocol OutputSource: AnyObject, Sendable {
  /// The next piece; nil at the end.
  ///
  /// - Throws: ``ProviderError``, `CancellationError`
  func read() async throws -> ProcessOutput?
}

/// A process inside of an object. One task may read while another writes.
public protocol RunningProcess: OutputSource {
  /// Whether nothing happens before the input has ended: where input comes from a terminal, there is none.
  var takesInputAsWhole: Bool { get }
  func write(_ bytes: [UInt8]) async throws
  /// Tells the process that its input has ended.
  func finishWriting() async throws
  /// Does nothing where the process has no terminal.
  func resize(_ terminal: Terminal) async throws
  /// The exit code, once ``OutputSource/read()`` has come to the end.
  func exitCode() async throws -> Int
}

extension RunningProcess {
  public var takesInputAsWhole: Bool { false }
}

/// Asks for a connection to a port inside of an object.
public struct ConnectionRequest: Sendable {
  public var type: String
  public var object: Value
  /// On the object's loopback interface.
  public var port: Int

  public init(type: String, object: Value, port: Int) {
    self.type = type
    self.object = object
    self.port = port
  }
}

/// A connection to a port inside of an object. One task may read while another writes; letting go of it ends it.
public protocol ObjectConnection: AnyObject, Sendable {
  /// The next bytes; nil at the end.
  ///
  /// - Throws: ``ProviderError``, `CancellationError`
  func read() async throws -> [UInt8]?
  func write(_ bytes: [UInt8]) async throws
  /// Tells the other side that no more will be written, where that is possible.
  func finishWriting() async throws
}
