import Addresses
import Diagnostics
import HCL
import Language
import Values

/// Evaluates what a test file says about a run: values of variables, mocks and overrides.
///
/// Variables of the run win over those of the file, and these over the environment, `*.tfvars` and options.
struct TestVariables {
  let root: ModuleConfig
  let run: TestRun
  let file: TestFile
  let runner: TestRunner
  /// The outputs of the runs before.
  let outputs: KeyedValues
  private(set) var diagnostics: [Diagnostic] = []
  /// `var` in the test file.
  private var known = KeyedValues()

  init(root: ModuleConfig, run: TestRun, file: TestFile, runner: TestRunner, outputs: KeyedValues) {
    self.root = root
    self.run = run
    self.file = file
    self.runner = runner
    self.outputs = outputs
  }

  /// A value for every variable of the module.
  mutating func collect() throws(DiagnosticsError) -> [String: Value] {
    let own = Set((file.variables + run.variables).map(\.name))
    var values = try external(without: own)
    known = KeyedValues(values.map { ($0.key, $0.value) })
    for attributes in [file.variables, run.variables] {
      for attribute in attributes {
        guard let value = evaluate(attribute) else { continue }
        known[attribute.name] = value
        guard let variable = root.variables[attribute.name] else {
          if attributes.count == run.variables.count,
            run.variables.contains(where: { $0.name == attribute.name })
          {
            diagnostics.append(undeclared(attribute))
          }
          continue
        }
        do throws(DiagnosticsError) {
          values[attribute.name] = try variable.accept(value, at: attribute.value.range, in: run.range)
        } catch {
          diagnostics += error.diagnostics
        }
      }
    }
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    return values
  }

  /// The values from outside of the test file, of the variables that it does not set.
  private func external(without own: Set<String>) throws(DiagnosticsError) -> [String: Value] {
    var module = root
    module.variables = root.variables.filter { !own.contains($0.key) }
    let arguments = runner.settings.arguments.filter { argument in
      guard case .assignment(let text) = argument else { return true }
      return module.variables[String(text.prefix { $0 != "=" })] != nil
    }
    var collector = VariableCollector(
      module: module, environment: runner.settings.environment, arguments: arguments)
    return try collector.collect()
  }

  private func undeclared(_ attribute: Attribute) -> Diagnostic {
    Diagnostic(
      .warning, "undeclared-variable", "Value for undeclared variable",
      "The module declares no input variable named \"\(attribute.name)\", so this value is not used."
        + Suggestion.sentence(for: attribute.name, in: root.variables.keys),
      at: attribute.nameRange, in: run.range)
  }

  /// The value of an expression of the test file; nil, and a diagnostic, when it has an error.
  private mutating func evaluate(_ attribute: Attribute) -> Value? {
    let scope = VariableScope(
      variables: ["var": .object(known), "run": .object(outputs)],
      functions: runner.settings.scopeEnvironment(false).functions)
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(attribute.value)
    diagnostics += evaluator.diagnostics.map { $0.within(run.range) }
    return evaluator.diagnostics.hasErrors ? nil : value
  }

  // MARK: Providers and overrides

  /// Puts the providers, mocks and overrides of the file and the run into the configuration.
  mutating func prepare(_ tested: inout TestedConfiguration) {
    for provider in file.providers {
      for key in names(for: provider.key) { tested.use(provider, as: key) }
    }
    var overrides: [TestOverride] = []
    for mock in file.mocks {
      let keys = names(for: mock.key)
      if !keys.isEmpty { overrides += mock.overrides }
      for key in keys { tested.use(mock, as: key) { evaluate($0) } }
    }
    for override in Self.last(overrides + file.overrides + run.overrides) {
      tested.override(override, with: override.values.flatMap { evaluate($0) })
    }
  }

  /// The names under which a provider of the file serves the run.
  private func names(for key: ProviderReference.Key) -> [ProviderReference.Key] {
    guard let mapping = run.providers else { return [key] }
    return mapping.filter { $0.value.key == key }.map(\.key)
  }

  /// The last override of each target.
  private static func last(_ overrides: [TestOverride]) -> [TestOverride] {
    overrides.enumerated().filter { index, override in
      !overrides[(index + 1)...].contains { $0.target == override.target }
    }.map(\.element)
  }
}
