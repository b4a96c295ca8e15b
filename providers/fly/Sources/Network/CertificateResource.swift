import ProviderAPI
import ProviderKit
import Values

/// `fly_cert`: a host name of an app, for which Fly gets certificates. Its id is the host name.
///
/// Protocol: Machines API, `App_Certificates_acme_create`, `App_Certificates_custom_create`, `App_Certificates_show`, `App_Certificates_delete`. Schema:
/// fly-apps/fly 0.1, with what DNS has to say.
struct CertificateResource: ManagedResource {
  static let type = "fly_cert"
  static let schema = ResourceSchema(
    "A certificate for a host name of an app. It is issued once DNS leads the name to the app.",
    .argument("app", .string, .required, requiresReplace: true, "The app."),
    .argument(
      "hostname", .string, .required, requiresReplace: true,
      rules: [.matches(#"^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"#, message: "must be a host name")],
      "The name, or `*.` and a domain for all names in it."),
    .argument(
      "fullchain", .string, .optional, rules: [.notEmpty],
      "A certificate of your own with those that lead to its issuer, in PEM. If unset: Fly gets one."),
    .argument(
      "private_key", .string, .optional, sensitive: true,
      rules: [.requires(["fullchain"]), .conflictsWith(["private_key_wo"])], "Its key, in PEM."),
    .writeOnly(
      "private_key_wo", .string, rules: [.requires(["fullchain"])], "Its key, in PEM, which no state has."),
    .group(observed))

  /// What resource and data source show.
  static let observed: [ResourceSchema.Member] = [
    .computed("check", .bool, "Whether DNS is as it has to be."),
    .computed("status", .string, "In Fly's words."),
    .computed(
      "dnsvalidationhostname", .string, "The name of the `CNAME` record that proves the domain is yours."),
    .computed("dnsvalidationtarget", .string, "What that record leads to."),
    .computed("dnsvalidationinstructions", .string, "Both in a sentence."),
    .computed("dns_a", .list(.string), "The addresses for `A` records of the name."),
    .computed("dns_aaaa", .list(.string), "The addresses for `AAAA` records of the name."),
    .computed("dns_cname", .string, "What a `CNAME` record of the name leads to, instead of the addresses."),
    .computed("ownership_name", .string, "The name of the `TXT` record that proves it, where Fly wants one."),
    .computed("ownership_value", .string, "What that record holds."),
  ]

  private let fly: FlyClient

  init(client: FlyClient) { fly = client }

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard !config["fullchain"].isNull, config["private_key"].isNull, config["private_key_wo"].isNull else {
      return []
    }
    return [
      ProviderDiagnostic(
        "Missing required argument",
        "A certificate of your own needs its key: one of \"private_key\" and \"private_key_wo\".",
        at: AttributePath("fullchain"))
    ]
  }

  /// Whether the certificate is Fly's or one's own is for the life of the object.
  static func adjust(_ plan: inout ResourcePlan) {
    guard let before = plan.prior?.keyedElements?["fullchain"] else { return }
    if before.isNull != plan["fullchain"].isNull { plan.requireReplace("fullchain") }
    guard plan.isChanged("fullchain") || plan.isChanged("private_key") else { return }
    for name in ["check", "status"] { plan.setUnknown(name) }
  }

  func create(_ wanted: CertificateObject, _ operation: Operation) async throws -> Created<CertificateObject>
  {
    Created(id: wanted.hostname, try await put(wanted))
  }

  /// Another certificate of one's own takes the place of the one that is there.
  func update(
    id: String, from prior: CertificateObject, to wanted: CertificateObject, _ operation: Operation
  ) async throws -> CertificateObject { try await put(wanted) }

  private func put(_ wanted: CertificateObject) async throws -> CertificateObject {
    let kind = wanted.fullchain == nil ? "acme" : "custom"
    let key = wanted.privateKey ?? wanted.privateKeyWo
    let api = try await fly.machines.paced("create-certificate", wanted.app)
    var request = try api.request(
      .post, "/v1/apps/\(wanted.app)/certificates/\(kind)",
      json: CertificateRequest(hostname: wanted.hostname, fullchain: wanted.fullchain, privateKey: key))
    request.secrets = [key].compactMap(\.self)
    let made: Certificate = try await api.answer(to: request)
    var object = wanted.observed(made)
    object.privateKeyWo = nil
    return object
  }

  func read(id: String, prior: CertificateObject?) async throws -> CertificateObject? {
    guard let prior else { return nil }
    return try await fly.certificate(prior.hostname, of: prior.app).map(prior.observed)
  }

  func importObject(id: String) async throws -> Created<CertificateObject>? {
    let name = try ImportID(id, of: Self.type, "HOST_NAME")
    let object = CertificateObject(app: name.app, hostname: name.id)
    guard let now = try await fly.certificate(name.id, of: name.app) else { return nil }
    return Created(id: name.id, object.observed(now))
  }

  func delete(id: String, _ prior: CertificateObject, _ operation: Operation) async throws {
    try await fly.machines.paced("delete-certificate", prior.app)
      .delete("/v1/apps/\(prior.app)/certificates/\(prior.hostname)")
  }

  /// An app has one certificate for a name, whoever asked for it.
  func locate(_ wanted: CertificateObject, operation: String) async throws -> Located {
    try await fly.certificate(wanted.hostname, of: wanted.app) == nil ? .absent : .found(id: wanted.hostname)
  }
}

/// `fly_cert`: a certificate that exists.
struct CertificateDataSource: DataSource {
  static let type = "fly_cert"
  static let schema = ResourceSchema(
    "A certificate that exists.",
    .argument("app", .string, .required, "The app."),
    .argument("hostname", .string, .required, "The host name."),
    .group(CertificateResource.observed))

  struct Object: Codable, Sendable {
    var app: String
    var hostname: String
    var check: Bool?
    var status: String?
    var dnsvalidationhostname: String?
    var dnsvalidationtarget: String?
    var dnsvalidationinstructions: String?
    var dnsA: [String]?
    var dnsAaaa: [String]?
    var dnsCname: String?
    var ownershipName: String?
    var ownershipValue: String?
  }

  let client: FlyClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    guard let now = try await client.certificate(config.hostname, of: config.app) else {
      throw ProviderError(.notFound, "The app \"\(config.app)\" has no certificate for \(config.hostname).")
    }
    let found = CertificateObject(app: config.app, hostname: config.hostname).observed(now)
    var object = config
    (object.check, object.status) = (found.check, found.status)
    object.dnsvalidationhostname = found.dnsvalidationhostname
    object.dnsvalidationtarget = found.dnsvalidationtarget
    object.dnsvalidationinstructions = found.dnsvalidationinstructions
    (object.dnsA, object.dnsAaaa, object.dnsCname) = (found.dnsA, found.dnsAaaa, found.dnsCname)
    (object.ownershipName, object.ownershipValue) = (found.ownershipName, found.ownershipValue)
    return DataResult(id: config.hostname, object)
  }
}

/// A certificate as the state records it.
struct CertificateObject: Codable, Sendable {
  var app: String
  var hostname: String
  var fullchain: String?
  var privateKey: String?
  var privateKeyWo: String?
  var check: Bool?
  var status: String?
  var dnsvalidationhostname: String?
  var dnsvalidationtarget: String?
  var dnsvalidationinstructions: String?
  var dnsA: [String]?
  var dnsAaaa: [String]?
  var dnsCname: String?
  var ownershipName: String?
  var ownershipValue: String?

  func observed(_ now: Certificate) -> CertificateObject {
    let needs = now.dnsRequirements
    var object = self
    object.check = now.configured ?? false
    object.status = now.status ?? ""
    object.dnsvalidationhostname = needs?.acmeChallenge?.name ?? ""
    object.dnsvalidationtarget = needs?.acmeChallenge?.target ?? ""
    if let challenge = needs?.acmeChallenge, let name = challenge.name, let target = challenge.target {
      object.dnsvalidationinstructions = "Make a CNAME record of \(name) that leads to \(target)."
    } else {
      object.dnsvalidationinstructions = ""
    }
    object.dnsA = needs?.a ?? []
    object.dnsAaaa = needs?.aaaa ?? []
    object.dnsCname = needs?.cname ?? ""
    object.ownershipName = needs?.ownership?.name ?? ""
    object.ownershipValue = needs?.ownership?.appValue ?? ""
    return object
  }
}

extension FlyClient {
  /// nil when the app has none for the name.
  func certificate(_ hostname: String, of app: String) async throws -> Certificate? {
    try await machines.paced("get-certificate", app).find("/v1/apps/\(app)/certificates/\(hostname)")
  }
}
