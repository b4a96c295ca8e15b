public import Diagnostics
public import Engine
public import Language
public import StateStorage

/// What happens while tests run.
public enum TestEvent: Sendable {
  case fileStarted(TestFile)
  case runStarted(TestFile, TestRun)
  case runEnded(TestFile, TestResult)
  case tearingDown(TestFile)
  case runTearingDown(TestFile, String)
  /// With what went wrong while tearing down.
  case fileEnded(TestFile, TestStatus, [Diagnostic])
}

/// What a run has come to. Later ones are worse.
public enum TestStatus: String, Comparable, Sendable {
  case skip, pass
  /// An assertion did not hold.
  case fail
  /// Something went wrong that the test does not expect.
  case error

  private var rank: Int {
    switch self {
    case .skip: 0
    case .pass: 1
    case .fail: 2
    case .error: 3
    }
  }

  public static func < (a: TestStatus, b: TestStatus) -> Bool { a.rank < b.rank }
}

/// How one run went.
public struct TestResult: Sendable {
  public let run: TestRun
  public var status: TestStatus
  public var diagnostics: [Diagnostic] = []
  public var duration: Duration = .zero
  /// Of a run that planned only, or that did not get any further.
  public var plan: Plan?
  /// After an apply, what exists.
  public var state: StateSnapshot?
  /// The objects in `state`.
  public var objects: [StoredObject] = []
  /// How many assertions did not hold.
  public var failedAssertions = 0

  public init(_ run: TestRun, _ status: TestStatus) {
    self.run = run
    self.status = status
  }
}
