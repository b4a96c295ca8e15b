public import Addresses
public import HCL

/// All built-in functions of the language.
///
/// Make one for a run and share it: only the functions that look at the world are made anew, the others
/// exist once in the program, from their first use on.
public struct FunctionLibrary: Sendable {
  /// By name, without the namespace `core::`.
  public let functions: [String: Function]

  public init(context: FunctionContext) {
    var functions = Self.pure
    let contextual =
      PathFunctions.all(context) + FileFunctions.all(context) + TimeFunctions.impure(context)
      + [HashFunctions.bcrypt(context)]
    for function in contextual { functions[function.name] = function }
    let templates = TemplateFunctions.all(context, functions: functions)
    for function in templates { functions[function.name] = function }
    self.functions = functions
  }

  /// The functions of the provider that is part of the language, by their names without a namespace.
  public static let ofProviders: [ProviderAddress: [String: Function]] = [
    ProviderAddress(impliedBy: "terraform"): TerraformFunctions.all
  ]

  /// Those whose result follows from their arguments alone.
  private static let pure: [String: Function] = {
    let all =
      NumericFunctions.all + StringFunctions.all + FormatFunctions.all + RegularExpressionFunctions.all
      + ListFunctions.all + MapFunctions.all + SetFunctions.all + TypeFunctions.all + MarkFunctions.all
      + RecoveryFunctions.all + EncodingFunctions.all + HashFunctions.all + TimeFunctions.all
      + NetworkFunctions.all + AssumeFunctions.all
    return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  }()
}
