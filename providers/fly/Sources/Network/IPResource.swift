import ProviderAPI
import ProviderKit
import Values

/// `fly_ip`: an address of an app. Its id is the address.
///
/// Protocol: Machines API, `App_IPAssignments_create`, `App_IPAssignments_list`, `App_IPAssignments_delete`. Schema:
/// fly-apps/fly 0.1 and the types that came since.
struct IPResource: ManagedResource {
  static let type = "fly_ip"
  static let schema = ResourceSchema(
    "An address of an app.",
    .argument("app", .string, .required, requiresReplace: true, "The app."),
    .argument(
      "type", .string, .required, requiresReplace: true,
      rules: [.oneOf(IPAssignment.types)],
      "`v4` is paid for; `shared_v4` is shared with other apps, and an app has one at most. Machines of the region reach "
        + "others from an `egress_v4` or `egress_v6`."),
    .argument(
      "region", .string, .optionalComputed, requiresReplace: true,
      "Where it is; `global`, everywhere, if unset."),
    .argument(
      "network", .string, requiresReplace: true, "With `private_v6`: the private network that sees it."),
    .argument("org", .string, requiresReplace: true, "With `private_v6`: the organisation of that network."),
    .argument("service_name", .string, requiresReplace: true, "What the address is for."),
    .computed("address", .string, "The address."))

  struct Object: Codable, Sendable {
    var app: String
    var type: String?
    var region: String?
    var network: String?
    var org: String?
    var serviceName: String?
    var address: String?
  }

  private let fly: FlyClient

  init(client: FlyClient) { fly = client }

  /// A shared address that the app has already is the one.
  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    if wanted.type == "shared_v4",
      let shared = try await fly.addresses(of: wanted.app).first(where: \.isShared)
    {
      return Created(id: shared.id, wanted.observed(shared))
    }
    let region = wanted.region == "global" ? nil : wanted.region
    let made: IPAssignment = try await fly.machines.paced("assign-ip", wanted.app).post(
      "/v1/apps/\(wanted.app)/ip_assignments",
      IPRequest(
        type: wanted.type ?? "", region: region, network: wanted.network, orgSlug: wanted.org,
        serviceName: wanted.serviceName))
    await fly.addressList.forget(made.id, of: wanted.app)
    guard made.ip?.nonEmpty != nil else {
      throw ProviderError(.protocolViolation, "Fly assigned an address and did not say which.")
    }
    return Created(id: made.id, wanted.observed(made))
  }

  func read(id: String, prior: Object?) async throws -> Object? {
    guard let prior, let now = try await fly.address(id, of: prior.app) else { return nil }
    return prior.observed(now)
  }

  func importObject(id: String) async throws -> Created<Object>? {
    let name = try ImportID(id, of: Self.type, "ADDRESS")
    guard let now = try await fly.address(name.id, of: name.app) else { return nil }
    var object = Object(app: name.app, type: now.type)
    object.serviceName = now.serviceName?.nonEmpty
    return Created(id: now.id, object.observed(now))
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    let address = prior.address?.nonEmpty ?? id
    await fly.addressList.forget(address, of: prior.app)
    try await fly.machines.paced("release-ip", prior.app)
      .delete("/v1/apps/\(prior.app)/ip_assignments/\(address)")
  }

  /// Addresses carry no mark: it is the one of the kind that is not older than the create and recorded nowhere.
  func locate(_ wanted: Object, _ request: LocateRequest) async throws -> Located {
    let found = try await fly.addresses(of: wanted.app).filter {
      $0.type == wanted.type && !request.recordedIDs.contains($0.id)
        && Moment.isPlausible($0.createdAt, for: request)
    }
    guard found.count <= 1 else { return .cannotTell }
    return found.first.map { .found(id: $0.id) } ?? .absent
  }
}

extension IPAssignment {
  fileprivate var isShared: Bool { type == "shared_v4" }
}

extension IPResource.Object {
  fileprivate func observed(_ now: IPAssignment) -> Self {
    var object = self
    object.address = now.ip
    object.region = now.region?.nonEmpty ?? region ?? "global"
    return object
  }
}

extension FlyClient {
  /// The addresses of an app as they are now.
  func addresses(of app: String) async throws -> [IPAssignment] {
    let list: IPAssignmentList? = try await machines.paced("list-ips", app).find(
      "/v1/apps/\(app)/ip_assignments")
    return list?.ips ?? []
  }

  /// nil when the app has no such address.
  func address(_ address: String, of app: String) async throws -> IPAssignment? {
    if let listed = try await addressList.element(address, of: app) { return listed }
    return try await addresses(of: app).first { $0.ip == address }
  }
}
