import ProviderAPI
import ProviderKit
import Values

extension ARMType {
  /// `azurerm_resource_group`: what resources are in, and go with.
  ///
  /// Protocol: Microsoft.Resources 2021-04-01, `ResourceGroups_CreateOrUpdate`, `_Update`, `_Delete`.
  static let resourceGroup: ARMType = {
    var table = ARMType(
      "azurerm_resource_group", "What resources are in, and go with.", .subscription, "2021-04-01",
      name: (
        #"^[-\w._()]{0,89}[-\w_()]$"#, "have at most 90 letters, digits and -_.(), and not end with a dot"
      ),
      [
        .location,
        .text("managed_by", "The id of what manages the group.", .at("managedBy")),
        .tags,
      ])
    table.update = .changes
    table.patience = [.create: .seconds(5400), .update: .seconds(5400), .delete: .seconds(5400)]
    table.hooks.beforeDelete = { _, id, client, _ in try await refuseToDeleteFilled(id, client) }
    return table
  }()

  /// As hashicorp/azurerm's feature `prevent_deletion_if_contains_resources` has it, which is on unless it is off.
  private static func refuseToDeleteFilled(_ id: ResourceID, _ client: AzureClient) async throws {
    guard client.habits.keepsFilledGroups else { return }
    let found: [JSON]
    do {
      let listed = try await client.manager.list(
        APIPath(escaped: "\(id.path)/resources"), "2021-04-01")
      // What was deleted just now may be listed for a while.
      found = listed.filter { one in
        !((try? ResourceID(one["id"]?.asString ?? "")).map(client.session.isGone) ?? false)
      }
    } catch let error as ProviderError where error.code == .notFound { return }
    guard !found.isEmpty else { return }
    let names = found.prefix(5).compactMap { $0["id"]?.asString }.map { "\n    \($0)" }.joined()
    throw ProviderError(
      .conflict,
      """
      The resource group "\(id.name)" has resources in it that would be deleted with it. Delete them, or set \
      prevent_deletion_if_contains_resources = false in a block resource_group of the provider's features.\(names)
      """)
  }
}
