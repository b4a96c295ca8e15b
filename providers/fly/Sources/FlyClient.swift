import ProviderKit

/// What the provider's resources work with.
public struct FlyClient: Sendable {
  let machines: MachinesAPI
  /// GraphQL and logs, which the Machines API has not.
  let platform: PlatformAPI
  /// The organisation of apps that name none.
  let organization: String

  let machineList: ElementList<Machine>
  let volumeList: ElementList<Volume>
  let secretList: ElementList<Secret>
  let addressList: ElementList<IPAssignment>

  init(_ machines: MachinesAPI, platform: PlatformAPI, organization: String) {
    self.machines = machines
    self.platform = platform
    self.organization = organization
    let clock = machines.clock
    machineList = ElementList(clock, of: { try await machines.pages(of: "machines", app: $0) })
    volumeList = ElementList(clock, of: { try await machines.pages(of: "volumes", app: $0) })
    secretList = ElementList(
      clock,
      of: { app in
        let list: SecretList? = try await machines.paced("list-secrets", app).find("/v1/apps/\(app)/secrets")
        return list?.secrets ?? []
      })
    addressList = ElementList(
      clock,
      of: { app in
        let list: IPAssignmentList? = try await machines.paced("list-ips", app)
          .find("/v1/apps/\(app)/ip_assignments")
        return list?.ips ?? []
      })
  }
}

extension String {
  /// nil when empty.
  var nonEmpty: String? { isEmpty ? nil : self }
}
