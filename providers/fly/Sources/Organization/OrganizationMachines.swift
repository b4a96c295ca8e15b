import ProviderAPI
import ProviderKit

/// The machines of all apps of an organisation. Protocol: `Machines_org_list`; what is new may take a while to show.
struct OrganizationMachines {
  private struct Page: Decodable, Sendable {
    struct Machine: Decodable, Sendable {
      struct Config: Decodable, Sendable {
        var metadata: [String: String]?
      }
      var id: String
      var name: String?
      var appName: String?
      var state: String?
      var createdAt: String?
      var config: Config?
    }
    var machines: [Machine]?
    var nextCursor: String?
  }

  let client: FlyClient

  /// Those that this program has made.
  func marked() async throws -> [MarkedObject] {
    var found: [Page.Machine] = []
    var cursor: String?
    repeat {
      let page: Page = try await client.machines.paced("list-org-machines", client.organization).get(
        "/v1/orgs/\(client.organization)/machines", query: ["cursor": cursor])
      found += page.machines ?? []
      cursor = page.nextCursor?.nonEmpty
    } while cursor != nil
    return found.filter { $0.config?.metadata?[MachineObject.mark] != nil && $0.state != "destroyed" }.map {
      MarkedObject(
        type: MachineResource.type, id: $0.id, name: $0.name ?? "", place: $0.appName ?? "",
        created: $0.createdAt ?? "")
    }
  }
}
