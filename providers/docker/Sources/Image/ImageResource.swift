import ProviderAPI
import ProviderKit
import Values

/// `docker_image`: an image in a Docker engine under one name. Its id is the image's id followed by the name.
///
/// Protocol: Docker Engine API 1.41 to 1.55, `ImageCreate` (pull), `ImageBuild`, `ImageInspect`, `ImageTag`,
/// `ImageDelete`. Schema: kreuzwerker/docker 3.
struct ImageResource: ManagedResource {
  static let type = "docker_image"
  static var schema: ResourceSchema { ImageSchema.schema }

  let client: DockerClient

  private var source: ImageSource { ImageSource(client: client) }

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    buildProblems(config)
  }

  static func buildProblems(_ config: ConfigView) -> [ProviderDiagnostic] {
    config.blocks("build").flatMap { $0.buildKitDiagnostics }
  }

  static func adjust(_ plan: inout ResourcePlan) {
    plan.dropEmptyChanges()
  }

  func create(_ wanted: ImageObject, _ operation: Operation) async throws -> Created<ImageObject> {
    let image = try await make(wanted, operation)
    return Created(id: wanted.id(image), wanted.completed(with: image))
  }

  func read(id: String, prior: ImageObject?) async throws -> ImageObject? {
    let object = prior ?? ImageObject(name: id, platform: "")
    return try await source.find(object.name).map(object.completed)
  }

  /// By the image's name, or by an id as the state has it.
  func importObject(id: String) async throws -> Created<ImageObject>? {
    let isRecorded =
      id.hasPrefix("sha256:") && ImageReference.isID(String(id.prefix(71))) && id.utf8.count > 71
    let object = ImageObject(name: isRecorded ? String(id.dropFirst(71)) : id, platform: "")
    return try await source.find(object.name).map { Created(id: object.id($0), object.completed(with: $0)) }
  }

  /// What can change without making the image anew: what destroying it means, and its further names.
  func update(
    id: String, from prior: ImageObject, to wanted: ImageObject, _ operation: Operation
  ) async throws -> ImageObject {
    for tag in wanted.build.first?.tag ?? [] where prior.build.first?.tag?.contains(tag) != true {
      try await client.engine.tag(wanted.name, as: tag)
    }
    return wanted.completed(with: try await source.require(wanted.name))
  }

  /// Throws `.conflict` while a container uses the image.
  func delete(id: String, _ prior: ImageObject, _ operation: Operation) async throws {
    if prior.keepLocally == true { return }
    let force = prior.forceRemove == true ? "1" : nil
    try await client.engine.api.delete("/images/\(path: prior.name)", query: ["force": force])
  }

  /// Pulling again does no harm, so what was pulled counts as made. What bears the name of a build may be an
  /// older one: only building again tells.
  func locate(_ wanted: ImageObject, operation: String) async throws -> Located {
    guard wanted.build.isEmpty, let image = try await source.find(wanted.name) else { return .absent }
    return .found(id: wanted.id(image))
  }

  private func make(_ wanted: ImageObject, _ operation: Operation) async throws -> ImageInspection {
    if let build = wanted.build.first {
      try await ImageBuilder(client: client).build(build, name: wanted.name, operation)
      return try await source.require(wanted.name)
    }
    if wanted.pullTriggers?.nonEmpty != nil, let local = try await source.find(wanted.name) {
      return try await pullAgain(wanted, operation) ?? local
    }
    return try await source.obtain(wanted.name, platform: wanted.platform, operation)
  }

  /// nil when no registry has the image, so that the engine's own will have to do.
  private func pullAgain(_ wanted: ImageObject, _ operation: Operation) async throws -> ImageInspection? {
    do {
      try await source.pull(wanted.name, platform: wanted.platform, operation)
    } catch let error as ProviderError
      where [.notFound, .denied, .unavailable, .timedOut].contains(error.code)
    {
      operation.report("using the engine's own image: \(error.message)")
      return nil
    }
    return try await source.require(wanted.name)
  }
}

extension ConfigView {
  /// Problems of a `build` block that asks for what only a BuildKit client can give.
  fileprivate var buildKitDiagnostics: [ProviderDiagnostic] {
    let errors = ["additional_contexts", "cache_to", "session_id", "secrets"].filter {
      self[$0].meaning != nil
    }
    let attestations = ["provenance", "sbom"].filter { !["", "false"].contains(self[$0].asString ?? "") }
    let ignored = ["builder", "build_log_file"].filter { self[$0].meaning != nil }
    let path = AttributePath([.attribute("build")])
    return (errors + attestations).map { name in
      ProviderDiagnostic(
        "Unsupported build option",
        "\"\(name)\" needs a BuildKit session, and rcw builds with the engine's own builder. Remove it from the "
          + "build block, or build the image outside and refer to it by its name.", at: path)
    }
      + ignored.map { name in
        ProviderDiagnostic(
          "Build option ignored", "\"\(name)\" has no effect: rcw builds with the engine's own builder.",
          at: path,
          isWarning: true)
      }
  }
}
