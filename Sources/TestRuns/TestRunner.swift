import Addresses
import Diagnostics
import Engine
import HCL
public import Language
public import ProviderAPI
public import StateStorage
import Values

/// Runs test files: each run plans or applies what the runs before it left; in the end all is destroyed that was
/// made.
public struct TestRunner: Sendable {
  /// What tests stand on, as every command does.
  public struct Settings: Sendable {
    public var environment: [String: String]
    public var arguments: [VariableArgument]
    public var parallelism: Int
    /// The providers for a configuration.
    public var providers: @Sendable (ModuleConfig) -> any ProviderSource
    /// - Parameter: whether for planning.
    public var scopeEnvironment: @Sendable (Bool) -> ScopeEnvironment
    /// Loads the module of a run.
    public var load: @Sendable (ModuleCallConfig) async throws -> ModuleConfig
    public var states: TestStates
    public var shouldStop: @Sendable () -> Bool

    public init(
      environment: [String: String], arguments: [VariableArgument], parallelism: Int,
      providers: @escaping @Sendable (ModuleConfig) -> any ProviderSource,
      scopeEnvironment: @escaping @Sendable (Bool) -> ScopeEnvironment,
      load: @escaping @Sendable (ModuleCallConfig) async throws -> ModuleConfig,
      states: TestStates, shouldStop: @escaping @Sendable () -> Bool
    ) {
      self.environment = environment
      self.arguments = arguments
      self.parallelism = parallelism
      self.providers = providers
      self.scopeEnvironment = scopeEnvironment
      self.load = load
      self.states = states
      self.shouldStop = shouldStop
    }
  }

  let root: ModuleConfig
  let settings: Settings
  let report: @Sendable (TestEvent) -> Void

  public init(
    _ root: ModuleConfig, settings: Settings, report: @escaping @Sendable (TestEvent) -> Void
  ) {
    self.root = root
    self.settings = settings
    self.report = report
  }

  /// Runs one file.
  ///
  /// - Returns: the results of its runs, and the states of what could not be destroyed.
  public func run(_ file: TestFile) async -> (results: [TestResult], leftOver: [StateSnapshot]) {
    report(.fileStarted(file))
    var session = TestSession(runner: self, file: file)
    let results = await session.perform()
    report(.tearingDown(file))
    let problems = await session.tearDown()
    let status = results.map(\.status).max() ?? .pass
    report(.fileEnded(file, problems.hasErrors ? .error : max(status, .pass), problems))
    return (results, session.leftOver)
  }
}
