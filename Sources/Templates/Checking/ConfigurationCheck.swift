import Addresses
public import Diagnostics
import Engine
public import Language
public import ProviderAPI
import StateStorage
import Values

/// Finds out whether workspaces can be made from a configuration: parses it, validates it, and plans a new workspace
/// with the defaults of its parameters. Changes nothing.
public struct ConfigurationCheck: Sendable {
  /// Loads the configuration, with the modules that it calls.
  public typealias Loading = @Sendable () async throws -> (root: ModuleConfig, warnings: [Diagnostic])

  private let load: Loading
  private let providers: @Sendable (ModuleConfig) -> any ProviderSource
  private let environment: ScopeEnvironment
  /// Values of input variables.
  public var variables: [VariableArgument] = []
  /// Whether a workspace is planned, for which the platform must be in reach.
  public var plans = true
  /// Why what a plan finds wrong need not be so: values had to be made up. Asked after the plan.
  public var doubts: @Sendable () -> String? = { nil }

  /// - Parameter environment: as for planning.
  public init(
    environment: ScopeEnvironment, load: @escaping Loading,
    providers: @escaping @Sendable (ModuleConfig) -> any ProviderSource
  ) {
    self.load = load
    self.providers = providers
    self.environment = environment
  }

  /// - Throws: ``DiagnosticsError`` with all that is wrong, warnings among it.
  public func run() async throws -> TemplateReport {
    let (root, warnings) = try await load()
    let validator = Validator(root, providers: providers(root), environment: environment)
    var report = TemplateReport()
    report.warnings = (warnings + (await validator.validate())).withoutRepetitions()
    guard !report.warnings.hasErrors else { throw DiagnosticsError(report.warnings) }
    let values = try collect(root, &report)
    if plans { try await plan(root, values, &report) }
    return report
  }

  private func collect(_ root: ModuleConfig, _ report: inout TemplateReport) throws -> [String: Value] {
    // What is set for the one who pushes need not be set for who makes a workspace.
    var collector = VariableCollector(module: root, environment: [:], arguments: variables)
    let values = try collector.collect()
    report.warnings += collector.diagnostics
    return values
  }

  private func plan(
    _ root: ModuleConfig, _ variables: [String: Value], _ report: inout TemplateReport
  ) async throws {
    let planner = Planner(
      config: root, state: StateSnapshot(), variables: variables, providers: providers(root),
      environment: environment)
    do {
      let plan = try await planner.plan()
      report.warnings = (report.warnings + plan.warnings).withoutRepetitions()
      report.describe(plan.priorState)
      for change in plan.changes where change.address.resource.mode == .managed {
        report.resources[change.address.resource.type, default: 0] += 1
      }
    } catch let error as DiagnosticsError {
      guard let doubt = doubts() else {
        throw DiagnosticsError((report.warnings + error.diagnostics).withoutRepetitions())
      }
      report.unplanned = doubt
    }
  }
}
