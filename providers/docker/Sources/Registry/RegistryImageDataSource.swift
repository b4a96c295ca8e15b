import ProviderAPI
import ProviderKit
import Values

/// `docker_registry_image` as a data source: the digest that a registry has under a name. Needs no engine.
///
/// Protocol: OCI distribution API 1.1.
struct RegistryImageDataSource: DataSource {
  static let type = "docker_registry_image"
  static let schema = ResourceSchema(
    "An image as its registry knows it.",
    .argument("name", .string, .required, "The image's name, with its tag."),
    .argument(
      "insecure_skip_verify", .bool, .defaulted(.bool(false)),
      "Whether the registry's certificate may be anyone's."),
    .computed("sha256_digest", .string, "The manifest's digest."))

  struct Object: Codable, Sendable {
    var name: String
    var insecureSkipVerify: Bool?
    var sha256Digest: String?
  }

  let client: DockerClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    guard let reference = ImageReference(config.name) else {
      throw ProviderError(.invalid, "\"\(config.name)\" is not the name of an image.")
    }
    let answer = try await client.credentials.answer(for: reference.registry)
    let access = RegistryClient.Access(
      credential: answer.credential, skipsVerification: config.insecureSkipVerify == true)
    guard let digest = try await client.registry.digest(of: reference, access) else {
      throw ProviderError(.notFound, "The registry \(reference.registry) has no image \(reference).")
    }
    return DataResult(
      id: digest,
      Object(name: config.name, insecureSkipVerify: config.insecureSkipVerify, sha256Digest: digest))
  }
}
