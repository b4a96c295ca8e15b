import Diagnostics
import HCL
import Values

/// The functions of the provider `terraform.io/builtin/terraform`, under `provider::terraform::`.
enum TerraformFunctions {
  static let all = Dictionary(
    uniqueKeysWithValues: [encodeExpr, encodeTfvars, decodeTfvars].map { (String($0.name.dropFirst(21)), $0) }
  )

  private static let encodeExpr = Function(
    "provider::terraform::encode_expr", "Returns an expression that gives the value.",
    .init("value", .dynamic, "Any value."), result: .type(.string)
  ) { arguments in .string(ExpressionText.of(arguments[0])) }

  private static let encodeTfvars = Function(
    "provider::terraform::encode_tfvars", "Returns the text of a `.tfvars` file that sets variables.",
    .init("value", .dynamic, "An object or map of the variables' values."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    guard let values = arguments[0].keyedElements else {
      throw FunctionError(
        "invalid value to encode: must be an object whose attribute names will become the encoded variable names"
      )
    }
    for name in values.keys where !name.isIdentifier {
      throw FunctionError("invalid variable name \"\(name)\": no variable can have that name")
    }
    return .string(ExpressionText.arguments(values))
  }

  private static let decodeTfvars = Function(
    "provider::terraform::decode_tfvars", "Returns the variables that the text of a `.tfvars` file sets.",
    .init("src", .string, "The text."),
    result: .inferred { arguments throws(FunctionError) in
      arguments[0].isKnown ? try decoded(arguments).type : .dynamic
    }
  ) { arguments throws(FunctionError) in try decoded(arguments) }

  private static func decoded(_ arguments: [Value]) throws(FunctionError) -> Value {
    var reader = VariableFileReader(
      file: SourceFile(name: "<decode_tfvars argument>", text: try arguments.string(0)))
    let variables = reader.read()
    guard !reader.diagnostics.hasErrors else {
      throw FunctionError("the text cannot be read", argument: 0, diagnostics: reader.diagnostics)
    }
    return .object(
      KeyedValues(
        variables.compactMap { name, given in
          guard case .value(let value, _) = given else { return nil }
          return (name, value)
        }))
  }
}
