import ProviderAPI
import Values

/// One data source behind closures that speak ``Value``.
struct DataHandler<Client: Sendable>: Sendable {
  let validate: @Sendable (ConfigView) -> [ProviderDiagnostic]
  let read: @Sendable (Client, ServedSchema, Value) async throws -> DataResponse
  /// Decodes and encodes again.
  let recode: @Sendable (ServedSchema, Value) throws -> Value

  init<D: DataSource>(_ source: D.Type) where D.Client == Client {
    validate = { D.validate($0) }
    recode = { try ObjectCoding<D.Object>(type: D.type, schema: $0).recode($1) }
    read = { client, schema, config in
      let coding = ObjectCoding<D.Object>(type: D.type, schema: schema)
      let wanted = schema.block.planned(config: config, prior: nil)
      let result = try await D(client: client).read(try coding.decode(wanted))
      return DataResponse(
        object: try coding.encode(result.object, id: result.id), diagnostics: result.warnings)
    }
  }
}
