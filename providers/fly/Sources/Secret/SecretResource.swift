import ProviderAPI
import ProviderKit
import Values

/// Protocol: `AppSecret`.
struct Secret: Decodable, Identifiable, Sendable {
  var name: String
  var digest: String?
  var createdAt: String?
  var updatedAt: String?
  var id: String { name }
}

/// Protocol: `AppSecrets`.
struct SecretList: Decodable, Sendable {
  var secrets: [Secret]?
}

/// `fly_secret`: a variable of all machines of an app that Fly shows to nobody. Its id is `APP/NAME`.
///
/// Protocol: Machines API, `Secret_create`, `Secrets_list`, `Secret_delete`. Machines see a new value when they are
/// updated: `min_secrets_version = fly_secret.NAME.version` in a `fly_machine` sees to that.
struct SecretResource: ManagedResource {
  static let type = "fly_secret"
  static let schema = ResourceSchema(
    "A secret of an app, which its machines have as a variable.",
    .argument("app", .string, .required, requiresReplace: true, "The app."),
    .argument(
      "name", .string, .required, requiresReplace: true,
      rules: [
        .matches(
          "^[A-Za-z_][A-Za-z0-9_]*$",
          message: "may hold letters, digits and underscores, and begins with no digit")
      ], "The variable."),
    .argument(
      "value", .string, sensitive: true, rules: [.exactlyOneOf(["value_wo"])],
      "What is secret. It is in the state."),
    .writeOnly(
      "value_wo", .string, rules: [.requires(["value_wo_version"])], "What is secret. It is recorded nowhere."
    ),
    .argument(
      "value_wo_version", .number, rules: [.requires(["value_wo"])],
      "To be changed with every new `value_wo`."),
    .computed("digest", .string, "Tells values apart."),
    .computed("version", .number, "Of all secrets of the app, as this one was set."))

  struct Object: Codable, Sendable {
    var app: String
    var name: String
    var value: String?
    var valueWo: String?
    var valueWoVersion: Int?
    var digest: String?
    var version: Int?
  }

  private struct Request: Encodable {
    var value: String
  }

  private struct Answer: Decodable, Sendable {
    var digest: String?
    var version: Int?
  }

  private let fly: FlyClient

  init(client: FlyClient) { fly = client }

  static func adjust(_ plan: inout ResourcePlan) {
    guard !plan.isCreate, plan.isChanged("value") || plan.isChanged("value_wo_version") else { return }
    for name in ["digest", "version"] { plan.setUnknown(name) }
  }

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    Created(id: "\(wanted.app)/\(wanted.name)", try await set(wanted))
  }

  /// A value that somebody else has set shows as none: what it is Fly does not say.
  func read(id: String, prior: Object?) async throws -> Object? {
    guard var object = prior, let now = try await fly.secret(object.name, of: object.app) else { return nil }
    if now.digest != object.digest {
      object.value = nil
      object.valueWoVersion = nil
      object.digest = now.digest
    }
    return object
  }

  func importObject(id: String) async throws -> Created<Object>? {
    let name = try ImportID(id, of: Self.type, "NAME")
    guard let now = try await fly.secret(name.id, of: name.app) else { return nil }
    return Created(
      id: "\(name.app)/\(name.id)", Object(app: name.app, name: name.id, digest: now.digest, version: 0))
  }

  func update(
    id: String, from prior: Object, to wanted: Object, _ operation: Operation
  ) async throws -> Object {
    try await set(wanted)
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    await fly.secretList.forget(prior.name, of: prior.app)
    try await fly.machines.paced("delete-secret", prior.app).delete(
      "/v1/apps/\(prior.app)/secrets/\(prior.name)")
  }

  /// Setting it again does no harm, whoever set it before.
  func locate(_ wanted: Object, operation: String) async throws -> Located {
    try await fly.secret(wanted.name, of: wanted.app) == nil
      ? .absent : .found(id: "\(wanted.app)/\(wanted.name)")
  }

  private func set(_ wanted: Object) async throws -> Object {
    let value = wanted.value ?? wanted.valueWo ?? ""
    await fly.secretList.forget(wanted.name, of: wanted.app)
    let api = try await fly.machines.paced("set-secret", wanted.app)
    var request = try api.request(
      .post, "/v1/apps/\(wanted.app)/secrets/\(wanted.name)", json: Request(value: value))
    request.secrets.append(value)
    request.isRepeatable = true
    let answer: Answer = try await api.answer(to: request)
    var object = wanted
    object.valueWo = nil
    object.digest = answer.digest ?? ""
    object.version = answer.version ?? 0
    return object
  }
}

extension FlyClient {
  /// nil when the app has no such secret.
  func secret(_ name: String, of app: String) async throws -> Secret? {
    if let listed = try await secretList.element(name, of: app) { return listed }
    return try await machines.paced("get-secret", app).find("/v1/apps/\(app)/secrets/\(name)")
  }
}
