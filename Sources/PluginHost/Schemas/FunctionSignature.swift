import PluginWire
import ProviderAPI
import Values

/// What a function of a provider takes and gives.
struct FunctionSignature: Sendable {
  let summary: String
  let parameters: [ProviderFunction.Parameter]
  let variadic: ProviderFunction.Parameter?
  let result: ValueType

  init(_ message: WireMessage) throws {
    let summary = message.text(Fields.Function.summary)
    self.summary = summary.isEmpty ? message.text(Fields.Function.description) : summary
    parameters = try message.messages(Fields.Function.parameters).map(Self.parameter)
    variadic = try message.message(Fields.Function.variadic).map(Self.parameter)
    result = try Self.type(
      try message.message(Fields.Function.result)?.bytes(Fields.Function.resultType))
  }

  private static func parameter(_ message: WireMessage) throws -> ProviderFunction.Parameter {
    ProviderFunction.Parameter(
      message.text(Fields.Parameter.name), try type(message.bytes(Fields.Parameter.type)),
      message.text(Fields.Parameter.summary), allowsNull: message.bool(Fields.Parameter.allowsNull),
      allowsUnknown: message.bool(Fields.Parameter.allowsUnknown))
  }

  private static func type(_ bytes: ArraySlice<UInt8>?) throws -> ValueType {
    try ValueType(try JSON.parse(bytes ?? [])).withoutOptionalAttributes
  }

  /// The type of an argument, by its place.
  func argumentType(_ index: Int) -> ValueType {
    parameters.indices.contains(index) ? parameters[index].type : variadic?.type ?? .dynamic
  }
}
