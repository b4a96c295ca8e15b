import PluginWire
import ProviderAPI
import ProviderKit
import Values

/// What the provider adds to the language.
extension PluginProvider {
  /// The plugin is started, because functions are called in the middle of evaluations.
  func functions() async throws -> [String: ProviderFunction] {
    let schemas = try await schemas()
    let signatures = try readable(.functions) { try schemas.functions() }
    guard !signatures.isEmpty else { return [:] }
    let connection = try await connection()
    return signatures.reduce(into: [:]) { all, entry in
      let (name, signature) = entry
      all[name] = ProviderFunction(
        signature.summary, signature.parameters, variadic: signature.variadic, result: signature.result
      ) { arguments throws(ProviderFunctionError) in
        try Self.call(name, signature, arguments, on: connection)
      }
    }
  }

  private static func call(
    _ name: String, _ signature: FunctionSignature, _ arguments: [Value], on connection: PluginConnection
  ) throws(ProviderFunctionError) -> Value {
    let answer: Result<Value, any Error> = Result {
      let answer = try connection.callBlocking(.callFunction) {
        $0.text(Fields.CallFunction.name, name)
        for (index, argument) in arguments.enumerated() {
          $0.value(Fields.CallFunction.arguments, argument, as: signature.argumentType(index))
        }
      }
      if let failure = try answer.message(Fields.CallFunction.error) {
        throw ProviderFunctionError(
          failure.text(Fields.FunctionError.text), argument: failure.choice(Fields.FunctionError.argument))
      }
      return try answer.value(Fields.CallFunction.result, as: signature.result)
    }
    switch answer {
    case .success(let value): return value
    case .failure(let error as ProviderFunctionError): throw error
    case .failure(let error):
      throw ProviderFunctionError("The provider \(connection.binary.label) cannot compute it: \(error)")
    }
  }
}
