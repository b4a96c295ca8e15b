import ProviderAPI
import ProviderKit
import Values

/// `docker_image` as a data source: an image that the engine has.
///
/// Protocol: Docker Engine API 1.41 to 1.55, `ImageInspect`.
struct ImageDataSource: DataSource {
  static let type = "docker_image"
  static let schema = ResourceSchema(
    "An image that the engine has already.",
    .argument("name", .string, .required, "The image's name, with tag or digest, or its id."),
    .computed("repo_digest", .string, "The name and digest by which a registry knows it; empty if none does.")
  )

  struct Object: Codable, Sendable {
    var name: String
    var repoDigest: String?
  }

  let client: DockerClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let image = try await ImageSource(client: client).require(config.name)
    return DataResult(id: image.id, Object(name: config.name, repoDigest: image.repoDigest(for: config.name)))
  }
}
