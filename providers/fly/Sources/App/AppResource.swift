import ProviderAPI
import ProviderKit
import Values

/// `fly_app`: an app, which holds machines, volumes, secrets and addresses. Its id is its name.
///
/// Protocol: Machines API, `Apps_create`, `Apps_show`, `Apps_delete`. Schema: fly-apps/fly 0.1, with `network` and
/// `enable_subdomains`.
struct AppResource: ManagedResource {
  static let type = "fly_app"
  static let schema = ResourceSchema(
    "An app: a name under which machines run. Deleting it deletes all that is in it.",
    .argument(
      "name", .string, .required, requiresReplace: true,
      rules: [
        .maxLength(63),
        .matches(
          "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", message: "may hold small letters, digits and hyphens inside"),
      ], "Its name, which no other app on Fly may have."),
    .argument(
      "org", .string, .optionalComputed, requiresReplace: true,
      "The organisation's short name. If unset: `FLY_ORG`, or `personal`."),
    .argument(
      "network", .string, requiresReplace: true,
      "A private network of its own, by any name; the organisation's if unset."),
    .argument(
      "enable_subdomains", .bool, requiresReplace: true,
      "Whether machines can be reached by names of their own."),
    .computed("orgid", .string, "The organisation's number."),
    .computed("appurl", .string, "Where the app answers."))

  struct Object: Codable, Sendable {
    var name: String
    var org: String?
    var network: String?
    var enableSubdomains: Bool?
    var orgid: String?
    var appurl: String?
  }

  private let fly: FlyClient

  init(client: FlyClient) { fly = client }

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    do {
      try await post(wanted, operation.id)
    } catch let error as ProviderError where error.code == .conflict {
      throw ProviderError(
        .conflict,
        "The name \"\(wanted.name)\" is taken: names of apps are unique on all of Fly. Choose another, or import the app "
          + "if it is yours. \(error.message)", cause: error.cause, attribute: AttributePath("name"))
    }
    do {
      return Created(id: wanted.name, wanted.completed(with: try await becomeVisible(wanted.name)))
    } catch {
      throw PartialObject(id: wanted.name, wanted, cause: error)
    }
  }

  func read(id: String, prior: Object?) async throws -> Object? {
    guard let app: App = try await fly.machines.paced("get-app", id).find("/v1/apps/\(id)") else {
      return nil
    }
    var object = prior ?? Object(name: id)
    object.org = app.organization?.slug ?? object.org
    if let network = app.network?.nonEmpty, network != "default", prior?.network != nil || prior == nil {
      object.network = network
    }
    return object.completed(with: app)
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    try await fly.machines.paced("delete-app", "all").delete("/v1/apps/\(id)")
    let _: Bool = try await fly.machines.wait(upTo: .seconds(120)) {
      let app: App? = try await fly.machines.paced("get-app", id).find("/v1/apps/\(id)")
      return app == nil ? true : nil
    }
  }

  /// The key that the create was sent with tells whether an app of the name is the one: it makes none when there
  /// is one already.
  func locate(_ wanted: Object, operation: String) async throws -> Located {
    do {
      let app: App? = try await fly.machines.paced("get-app", wanted.name).find("/v1/apps/\(wanted.name)")
      guard app != nil else { return .absent }
      try await post(wanted, operation)
      return .found(id: wanted.name)
    } catch let error as ProviderError where [.conflict, .denied, .invalid].contains(error.code) {
      return .absent
    }
  }

  private func post(_ wanted: Object, _ key: String) async throws {
    let body = AppCreateRequest(
      name: wanted.name, orgSlug: wanted.org ?? fly.organization, network: wanted.network,
      enableSubdomains: wanted.enableSubdomains, idempotencyKey: key)
    let api = try await fly.machines.paced("create-app", "all")
    var request = try api.request(.post, "/v1/apps", json: body)
    request.isRepeatable = true
    _ = try await api.send(request)
  }

  /// A new app may not be known everywhere for a moment (fly-go `WaitForApp`: up to a minute).
  private func becomeVisible(_ name: String) async throws -> App {
    try await fly.machines.wait(upTo: .seconds(60)) {
      do {
        return try await fly.machines.paced("get-app", name).find("/v1/apps/\(name)")
      } catch let error as ProviderError where error.code == .denied {
        return nil
      }
    }
  }
}

extension AppResource.Object {
  /// The object with every gap filled that the configuration leaves to Fly.
  fileprivate func completed(with app: App) -> Self {
    var object = self
    object.org = org ?? app.organization?.slug
    object.orgid = app.organization?.internalNumericId.map { "\($0)" } ?? orgid ?? ""
    object.appurl = "https://\(name).fly.dev"
    return object
  }
}
