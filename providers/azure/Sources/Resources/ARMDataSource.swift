import ProviderAPI
import ProviderKit
import Values

/// `data.azurerm_storage_account` and its like: one resource of any ``ARMType`` as it is.
struct ARMDataSource: DescribedDataSource {
  let table: ARMType

  init(_ table: ARMType) { self.table = table }

  var type: String { table.type }

  private var arguments: [String] { ["name"] + table.address.arguments }

  var schema: ResourceSchema { shape.results(table.summary, configurable: arguments) }

  /// That of the resource without what is only about changes.
  private var shape: Shape {
    Shape(table.shape.fields.filter { !$0.path.isEmpty || arguments.contains($0.name) })
  }

  func read(_ config: Value, _ client: AzureClient) async throws -> Value {
    let id = try await table.address.id(config, client)
    guard let now = try await client.manager.find(id, table.version) else {
      throw ProviderError(.notFound, "There is no \(type) with the id \(id).")
    }
    let whole = try await ARMResource(table).whole(now, id, client)
    var object = BodyReader.object(whole, shape, prior: nil).keyedElements ?? [:]
    for name in arguments { object[name] = config.keyedElements?[name] }
    object["id"] = .string(id.text)
    return .object(object)
  }
}
