import ProviderAPI
import ProviderKit
import Values

/// `docker_registry_image`: an image of the engine, pushed to its registry. Its id is the manifest's digest.
///
/// Protocol: Docker Engine API 1.41 to 1.55, `ImagePush`; OCI distribution API for digest and deletion.
/// Schema: kreuzwerker/docker 3.
struct RegistryImageResource: ManagedResource {
  static let type = "docker_registry_image"
  static let schema = ResourceSchema(
    "An image pushed to a registry.",
    .argument("name", .string, .required, requiresReplace: true, "The image's name with its registry."),
    .argument(
      "keep_remotely", .bool, .defaulted(.bool(false)),
      "Whether it stays in the registry when destroyed here."),
    .argument(
      "insecure_skip_verify", .bool, .defaulted(.bool(false)),
      "Whether the registry's certificate may be anyone's."),
    .argument(
      "triggers", .map(.string), requiresReplace: true, "Values whose change pushes the image again."),
    .blocks("auth_config", .list, authConfig, max: 1),
    .blocks(
      "build", .set, ImageSchema.build, max: 1,
      deprecated: "Build the image with a docker_image resource and push it under its name."),
    .computed("sha256_digest", .string, "The manifest's digest."))

  private static let authConfig = ResourceSchema(
    "Credentials for this push, instead of the provider's.",
    .argument("address", .string, .required, "The registry's address."),
    .argument("username", .string, "The user."),
    .argument("password", .string, sensitive: true, "The password."))

  struct Object: Codable, Sendable {
    struct AuthConfig: Codable, Sendable {
      var address: String
      var username: String?
      var password: String?
    }

    var name: String
    var keepRemotely: Bool?
    var insecureSkipVerify: Bool?
    var triggers: [String: String]?
    var authConfig: [AuthConfig] = []
    var build: [ImageObject.Build] = []
    var sha256Digest: String?
  }

  let client: DockerClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] { ImageResource.buildProblems(config) }

  static func adjust(_ plan: inout ResourcePlan) { plan.dropEmptyChanges() }

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    let reference = try reference(wanted)
    if let build = wanted.build.first {
      try await ImageBuilder(client: client).build(build, name: wanted.name, operation)
    }
    let answer = try await answer(wanted, reference)
    let digest: String?
    do {
      digest = try await push(reference, answer.credential, operation)
    } catch let error as ProviderError {
      throw ImageSource.explained(error, "push \(wanted.name)", answer)
    }
    let known = if let digest { digest } else { try await currentDigest(wanted) }
    var object = wanted
    object.sha256Digest = known
    return Created(id: known ?? reference.description, object)
  }

  func read(id: String, prior: Object?) async throws -> Object? {
    var object = prior ?? Object(name: id, keepRemotely: false, insecureSkipVerify: false)
    guard let digest = try await currentDigest(object) else { return nil }
    object.sha256Digest = digest
    return object
  }

  /// By the image's name.
  func importObject(id: String) async throws -> Created<Object>? {
    guard let object = try await read(id: id, prior: nil) else { return nil }
    return Created(id: object.sha256Digest ?? id, object)
  }

  /// What can change without pushing again says only how the registry is called and what destroying means.
  func update(
    id: String, from prior: Object, to wanted: Object, _ operation: Operation
  ) async throws -> Object { wanted }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    guard prior.keepRemotely != true, let digest = prior.sha256Digest else { return }
    try await client.registry.delete(reference(prior), digest: digest, access(prior))
  }

  /// Pushing again does no harm.
  func locate(_ wanted: Object, operation: String) async throws -> Located { .absent }

  // MARK: Steps

  /// The digest, when the engine tells it.
  private func push(
    _ image: ImageReference, _ credential: RegistryCredential?, _ operation: Operation
  ) async throws -> String? {
    let engine = client.engine
    var request = try await engine.api.request(
      .post, "/images/\(path: image.familiarName)/push", query: ["tag": image.tag ?? "latest"])
    let value = credential?.headerValue ?? RegistryCredential.noHeaderValue
    request.headers.add("X-Registry-Auth", value, secret: true)
    return try await engine.follow(request, LayerProgress.pushing, operation)
  }

  private func currentDigest(_ object: Object) async throws -> String? {
    try await client.registry.digest(of: reference(object), access(object))
  }

  private func access(_ object: Object) async throws -> RegistryClient.Access {
    let answer = try await answer(object, reference(object))
    return RegistryClient.Access(
      credential: answer.credential, skipsVerification: object.insecureSkipVerify == true)
  }

  private func answer(_ object: Object, _ image: ImageReference) async throws -> CredentialStore.Answer {
    guard let config = object.authConfig.first else {
      return try await client.credentials.answer(for: image.registry)
    }
    let secret = RegistryCredential.Secret.password(user: config.username ?? "", config.password ?? "")
    return CredentialStore.Answer(
      credential: RegistryCredential(serverAddress: RegistryKey(config.address).serverAddress, secret: secret)
    )
  }

  private func reference(_ object: Object) throws -> ImageReference {
    guard let reference = ImageReference(object.name), reference.digest == nil else {
      throw ProviderError(
        .invalid,
        "\"\(object.name)\" is not a name to push to: it must look like registry.example.com/team/app:1.2.")
    }
    return reference
  }
}
