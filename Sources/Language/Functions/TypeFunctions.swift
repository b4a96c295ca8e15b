import Diagnostics
import HCL
import Values

/// Conversions between types.
enum TypeFunctions {
  static let all = [
    conversion("tobool", to: .bool, "Converts a value to a bool: `true` and `\"true\"` alike."),
    conversion("tonumber", to: .number, "Converts a value to a number: `5` and `\"5\"` alike."),
    conversion("tostring", to: .string, "Converts a string, number or bool to a string."),
    conversion("tolist", to: .list(.dynamic), "Converts a set or tuple to a list, its elements to one type."),
    conversion("toset", to: .set(.dynamic), "Converts a list or tuple to a set, its elements to one type."),
    conversion("tomap", to: .map(.dynamic), "Converts an object to a map, its attributes to one type."),
    convert,
  ]

  static let convert = Function(
    "convert", "Converts a value to a type, with the defaults of its optional attributes filled in.",
    unevaluated: [
      .init("value", .dynamic, "Any value.", allowsNull: true),
      .init("type", .dynamic, "A type as the `type` of a variable is written: `list(string)`."),
    ],
    result: .type(.dynamic)
  ) { arguments, call, evaluator in
    let before = evaluator.diagnostics.count
    let value = evaluator.evaluate(arguments[0])
    var parser = TypeConstraintParser()
    let type = parser.parse(arguments[1])
    evaluator.diagnostics += parser.diagnostics
    guard !evaluator.diagnostics[before...].hasErrors else { return .dynamic }
    do throws(ConversionError) {
      return try type.convert(value.withoutDeepMarks).marked(value.deepMarks)
    } catch {
      var problem = Diagnostic(
        "invalid-function-argument", "Invalid function argument",
        "Invalid value for \"value\" parameter: \(error).", at: arguments[0].range(of: error.path))
      problem.observations = evaluator.observations(of: [arguments[0]])
      evaluator.diagnostics.append(problem)
      return .unknown(type.type.withoutOptionalAttributes)
    }
  }

  private static func conversion(_ name: String, to type: ValueType, _ summary: String) -> Function {
    Function(
      name, summary,
      .init("v", .dynamic, "The value.", allowsNull: true, unknowns: .anywhere, allowsMarks: true),
      result: .inferred { arguments throws(FunctionError) in try converted(arguments[0], to: type).type },
      refinement: .none
    ) { arguments throws(FunctionError) in try converted(arguments[0], to: type) }
  }

  private static func converted(_ value: Value, to type: ValueType) throws(FunctionError) -> Value {
    do throws(ConversionError) {
      return try value.converted(to: type)
    } catch {
      throw FunctionError(message(value, type, error), argument: 0)
    }
  }

  private static func message(_ value: Value, _ type: ValueType, _ error: ConversionError) -> String {
    switch (value.asString, type) {
    case (_, _) where !value.deepMarks.isEmpty:
      return "cannot convert this \(value.type.friendlyName) to \(name(of: type))"
    case (let text?, .bool):
      return "cannot convert \"\(text)\" to bool; only the strings \"true\" or \"false\" are allowed"
    case (let text?, .number):
      return "cannot convert \"\(text)\" to number; given string must be a decimal representation of a number"
    default:
      let reason = error.path.steps.isEmpty ? "" : ": \(error)"
      return "cannot convert \(value.type.friendlyName) to \(name(of: type))\(reason)"
    }
  }

  private static func name(of type: ValueType) -> String {
    switch type {
    case .list: "list of any single type"
    case .set: "set of any single type"
    case .map: "map of any single type"
    case .dynamic, .string, .number, .bool, .tuple, .object: type.friendlyName
    }
  }
}
