import PluginWire
import ProviderAPI
import Values

/// What the provider has.
extension ProviderService {
  func schema() async throws -> WireWriter {
    try await answering(Fields.SchemaResponse.diagnostics, "Schema cannot be had") { answer in
      let schemas = SchemaWriter(version)
      schemas.write(try await provider.configurationSchema(), to: &answer, Fields.SchemaResponse.provider)
      for (kind, field) in Self.schemaFields {
        for name in try await provider.typeNames(of: kind).sorted() {
          guard let schema = try await provider.schema(of: kind, name) else { continue }
          answer.entry(field, name) { entry in
            guard kind == .action else { return schemas.write(schema, to: &entry, 2) }
            entry.message(2) { schemas.write(schema, to: &$0, Fields.ActionSchema.schema) }
          }
        }
      }
      answer.message(Fields.SchemaResponse.capabilities, Self.writeCapabilities)
      write(try await provider.functions(), to: &answer, Fields.SchemaResponse.functions)
    }
  }

  private static let schemaFields: [(ResourceKind, Int)] = [
    (.managed, Fields.SchemaResponse.managed), (.data, Fields.SchemaResponse.data),
    (.ephemeral, Fields.SchemaResponse.ephemeral), (.action, Fields.SchemaResponse.actions),
  ]

  private static func writeCapabilities(_ message: inout WireWriter) {
    message.bool(Fields.ServerCapabilities.schemaOptional, true)
    message.bool(Fields.ServerCapabilities.moves, true)
  }

  func identitySchemas() async throws -> WireWriter {
    try await answering(Fields.IdentitySchemasResponse.diagnostics, "Identities cannot be had") { answer in
      for name in try await provider.typeNames(of: .managed).sorted() {
        guard let identity = try await provider.schema(of: .managed, name)?.identity else { continue }
        answer.entry(Fields.IdentitySchemasResponse.schemas, name) {
          $0.message(2) { Self.write(identity, to: &$0) }
        }
      }
    }
  }

  private static func write(_ identity: IdentitySchema, to message: inout WireWriter) {
    message.integer(Fields.Identity.version, identity.version)
    for (name, attribute) in identity.attributes.sorted(by: { $0.key < $1.key }) {
      message.message(Fields.Identity.attributes) {
        $0.text(Fields.Identity.name, name)
        $0.bytes(Fields.Identity.type, JSON(attribute.type).bytes())
        $0.bool(Fields.Identity.isRequired, attribute.isRequired)
        $0.bool(Fields.Identity.isOptional, !attribute.isRequired)
        $0.text(Fields.Identity.summary, attribute.summary)
      }
    }
  }

  /// The names of all types. Those of actions have another number in each version, and nobody reads them.
  func metadata() async throws -> WireWriter {
    var answer = WireWriter()
    answer.message(Fields.Metadata.capabilities, Self.writeCapabilities)
    let lists: [(ResourceKind, Int)] = [
      (.managed, Fields.Metadata.managed), (.data, Fields.Metadata.data),
      (.ephemeral, Fields.Metadata.ephemeral),
    ]
    for (kind, field) in lists {
      for name in try await given({ try await provider.typeNames(of: kind) }).sorted() {
        answer.message(field) { $0.text(Fields.Metadata.name, name) }
      }
    }
    for name in try await given({ try await provider.functions() }).keys.sorted() {
      answer.message(Fields.Metadata.functions) { $0.text(Fields.Metadata.name, name) }
    }
    return answer
  }

  // MARK: Functions

  func functions() async throws -> WireWriter {
    try await answering(Fields.FunctionsResponse.diagnostics, "Functions cannot be had") {
      write(try await provider.functions(), to: &$0, Fields.FunctionsResponse.functions)
    }
  }

  private func write(_ functions: [String: ProviderFunction], to answer: inout WireWriter, _ field: Int) {
    for (name, function) in functions.sorted(by: { $0.key < $1.key }) {
      answer.entry(field, name) { $0.message(2) { Self.write(function, to: &$0) } }
    }
  }

  private static func write(_ function: ProviderFunction, to message: inout WireWriter) {
    for parameter in function.parameters {
      message.message(Fields.Function.parameters) { write(parameter, to: &$0) }
    }
    if let variadic = function.variadic {
      message.message(Fields.Function.variadic) { write(variadic, to: &$0) }
    }
    message.message(Fields.Function.result) {
      $0.bytes(Fields.Function.resultType, JSON(function.result).bytes())
    }
    message.text(Fields.Function.summary, function.summary)
  }

  private static func write(_ parameter: ProviderFunction.Parameter, to message: inout WireWriter) {
    message.text(Fields.Parameter.name, parameter.name)
    message.bytes(Fields.Parameter.type, JSON(parameter.type).bytes())
    message.bool(Fields.Parameter.allowsNull, parameter.allowsNull)
    message.bool(Fields.Parameter.allowsUnknown, parameter.allowsUnknown)
    message.text(Fields.Parameter.summary, parameter.summary)
  }

  func callFunction(_ request: WireMessage) async throws -> WireWriter {
    let name = request.text(Fields.CallFunction.name)
    guard let function = try await given({ try await provider.functions() })[name] else {
      return .failure("The provider has no function \"\(name)\".")
    }
    let arguments = try request.messages(Fields.CallFunction.arguments).enumerated().map { index, argument in
      let parameter =
        function.parameters.indices.contains(index) ? function.parameters[index] : function.variadic
      return try argument.value(as: parameter?.type ?? .dynamic)
    }
    var answer = WireWriter()
    do throws(ProviderFunctionError) {
      answer.value(Fields.CallFunction.result, try function.body(arguments), as: function.result)
    } catch {
      return .failure(error.message, argument: error.argument)
    }
    return answer
  }
}

extension WireWriter {
  /// An entry of a map: a message of key (1) and value (2), which `build` writes.
  fileprivate mutating func entry(_ field: Int, _ key: String, _ build: (inout WireWriter) -> Void) {
    message(field) {
      $0.text(1, key)
      build(&$0)
    }
  }

  fileprivate static func failure(_ text: String, argument: Int? = nil) -> WireWriter {
    var writer = WireWriter()
    writer.message(Fields.CallFunction.error) {
      $0.text(Fields.FunctionError.text, text)
      if let argument { $0.choice(Fields.FunctionError.argument, argument) }
    }
    return writer
  }
}
