import ProviderAPI
import ProviderKit
import Values

/// What in the subscription has the tag of an operation.
///
/// Protocol: Microsoft.Resources 2021-04-01, `Resources_List` and `ResourceGroups_List` with a filter by the tag's name;
/// what is new may take a while to show.
struct SubscriptionMarks {
  let client: AzureClient

  private static let version = "2021-04-01"

  /// Those of the types that this provider has.
  func objects() async throws -> [MarkedObject] {
    let subscription = try await client.session.subscription()
    let filter = "tagName eq '\(OperationMark.name)'"
    let groups = try await client.manager.list(
      "/subscriptions/\(subscription)/resourcegroups", Self.version, query: ["$filter": filter])
    let resources = try await client.manager.list(
      "/subscriptions/\(subscription)/resources", Self.version,
      query: ["$filter": filter, "$expand": "createdTime"])
    return (groups + resources).compactMap(object)
  }

  private func object(_ json: JSON) -> MarkedObject? {
    guard let text = json["id"]?.asString, let id = try? ResourceID(text), OperationMark.of(json) != nil,
      let table = AzureProvider.tables.first(where: { $0.address.fits(id) })
    else { return nil }
    return MarkedObject(
      type: table.type, id: id.text, name: id.name,
      place: table.type == ARMType.resourceGroup.type ? "" : id.resourceGroup ?? "",
      created: json["createdTime"]?.asString ?? "")
  }
}
