import Diagnostics
import Engine
import HCL
import Language
import Values

/// Evaluates what the configuration says of its state, before anything else is known.
struct EarlyEvaluation {
  let run: Run
  let root: ModuleConfig

  /// The values of variables that are given, or have a default; nobody is asked for the others.
  func scope() throws -> EarlyScope {
    var optional = root
    for (name, variable) in root.variables where variable.defaultValue == nil {
      optional.variables[name]?.defaultValue = Value.unknown(.dynamic)
      optional.variables[name]?.validations = []
    }
    var collector = VariableCollector(
      module: optional, environment: run.environment, arguments: run.settings.variables)
    let values = try collector.collect().filter { $0.value.isKnown }
    return EarlyScope(
      module: root, variables: values, environment: run.scopeEnvironment(isPlanning: false))
  }

  /// The object of a block's body.
  ///
  /// - Throws: ``DiagnosticsError``
  func object(_ body: Body, _ schema: BlockSchema, in context: SourceRange) throws -> Value {
    var decoder = BodyDecoder(scope: try scope(), context: context)
    decoder.allowsEphemeral = true
    let value = decoder.decode(body, schema: schema)
    guard !decoder.diagnostics.hasErrors else { throw DiagnosticsError(decoder.diagnostics) }
    return value.withoutDeepMarks
  }

  func value(_ expression: Expression, as type: ValueType) throws -> Value {
    var evaluator = Evaluator(scope: try scope())
    let value = evaluator.evaluate(expression)
    guard !evaluator.diagnostics.hasErrors else { throw DiagnosticsError(evaluator.diagnostics) }
    do { return try value.withoutDeepMarks.converted(to: type) } catch {
      throw DiagnosticsError(
        Diagnostic("inappropriate-value", "Inappropriate value", "\(error).", at: expression.range))
    }
  }
}
