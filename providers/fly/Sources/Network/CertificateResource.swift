import ProviderAPI
import ProviderKit
import Values

/// `fly_cert`: a host name of an app, for which Fly gets certificates. Its id is the host name.
///
/// Protocol: Machines API, `App_Certificates_acme_create`, `App_Certificates_show`, `App_Certificates_delete`. Schema:
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

  func create(_ wanted: CertificateObject, _ operation: Operation) async throws -> Created<CertificateObject>
  {
    let made: Certificate = try await fly.machines.paced("create-certificate", wanted.app).post(
      "/v1/apps/\(wanted.app)/certificates/acme", CertificateRequest(hostname: wanted.hostname))
    return Created(id: wanted.hostname, wanted.observed(made))
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

  let client: FlyClient

  func read(_ config: CertificateObject) async throws -> DataResult<CertificateObject> {
    guard let now = try await client.certificate(config.hostname, of: config.app) else {
      throw ProviderError(.notFound, "The app \"\(config.app)\" has no certificate for \(config.hostname).")
    }
    return DataResult(id: config.hostname, config.observed(now))
  }
}

/// A certificate as the state records it.
struct CertificateObject: Codable, Sendable {
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
