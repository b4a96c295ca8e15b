import ProviderAPI
import ProviderKit
import Values

/// `docker_tag`: a further name for an image. Its id is both names with a dot between them. Destroying it
/// removes neither.
///
/// Protocol: Docker Engine API 1.41 to 1.55, `ImageTag`, `ImageInspect`. Schema: kreuzwerker/docker 3.
struct TagResource: ManagedResource {
  static let type = "docker_tag"
  static let schema = ResourceSchema(
    "A further name for an image of the engine.",
    .argument("source_image", .string, .required, requiresReplace: true, "The image, by name or id."),
    .argument("target_image", .string, .required, requiresReplace: true, "The further name."),
    .argument(
      "tag_triggers", .set(.string), requiresReplace: true, "Values whose change names the image anew."),
    .computed("source_image_id", .string, "The id of the image that was named."))

  struct Object: Codable, Sendable {
    var sourceImage: String
    var targetImage: String
    var tagTriggers: [String]?
    var sourceImageId: String?
  }

  let client: DockerClient

  private var images: ImageSource { ImageSource(client: client) }

  static func adjust(_ plan: inout ResourcePlan) { plan.dropEmptyChanges() }

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    try await client.engine.tag(wanted.sourceImage, as: wanted.targetImage)
    var object = wanted
    object.sourceImageId = try await images.require(wanted.sourceImage).id
    return Created(id: Self.id(wanted), object)
  }

  /// Gone when no image bears the further name any more.
  func read(id: String, prior: Object?) async throws -> Object? {
    guard let prior, try await images.find(prior.targetImage) != nil else { return nil }
    return prior
  }

  /// By both names with a dot between them. Names hold dots too: the place is where both are images.
  func importObject(id: String) async throws -> Created<Object>? {
    for dot in id.indices where id[dot] == "." {
      let (source, target) = (String(id[..<dot]), String(id[id.index(after: dot)...]))
      guard ImageReference(target) != nil, let image = try await images.find(source),
        try await images.find(target)?.id == image.id
      else { continue }
      return Created(id: id, Object(sourceImage: source, targetImage: target, sourceImageId: image.id))
    }
    return nil
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {}

  /// Naming an image again does no harm.
  func locate(_ wanted: Object, operation: String) async throws -> Located {
    guard let target = try await images.find(wanted.targetImage),
      try await images.find(wanted.sourceImage)?.id == target.id
    else { return .absent }
    return .found(id: Self.id(wanted))
  }

  private static func id(_ object: Object) -> String { "\(object.sourceImage).\(object.targetImage)" }
}

extension DockerEngine {
  /// Gives an image a further name, which another image may have borne until now.
  func tag(_ image: String, as name: String) async throws {
    guard let reference = ImageReference(name), reference.digest == nil else {
      throw ProviderError(.invalid, "\"\(name)\" is not a name that an image can be given.")
    }
    try await api.post(
      "/images/\(path: image)/tag", query: ["repo": reference.familiarName, "tag": reference.version])
  }
}
