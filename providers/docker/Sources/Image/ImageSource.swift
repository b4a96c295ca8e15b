import ProviderAPI
import ProviderKit
import Values

/// Gets images into an engine.
struct ImageSource: Sendable {
  let client: DockerClient

  private var engine: DockerEngine { client.engine }

  /// What the engine knows by a name or id; nil when nothing.
  func find(_ name: String) async throws -> ImageInspection? {
    try await engine.api.find("/images/\(path: name)/json")
  }

  /// The image by a name or id, pulled unless the engine has it.
  func obtain(_ name: String, platform: String? = nil, _ operation: Operation) async throws -> ImageInspection
  {
    if let image = try await find(name) { return image }
    try await pull(name, platform: platform, operation)
    return try await require(name)
  }

  func require(_ name: String) async throws -> ImageInspection {
    guard let image = try await find(name) else {
      throw ProviderError(.notFound, "The engine has no image \"\(name)\".")
    }
    return image
  }

  /// Pulls an image even if the engine has one of this name.
  func pull(_ name: String, platform: String?, _ operation: Operation) async throws {
    guard let reference = ImageReference(name) else { throw Self.notPullable(name) }
    let answer = try await client.credentials.answer(for: reference.registry)
    var request = try await engine.api.request(
      .post, "/images/create",
      query: [
        "fromImage": reference.familiarName, "tag": reference.version, "platform": platform?.nonEmpty,
      ])
    if let credential = answer.credential {
      request.headers.add("X-Registry-Auth", credential.headerValue, secret: true)
    }
    do {
      try await engine.follow(request, LayerProgress.pulling, operation)
    } catch let error as ProviderError {
      throw Self.explained(error, "pull \(name)", answer)
    }
  }

  private static func notPullable(_ name: String) -> ProviderError {
    if ImageReference.isID(name) {
      return ProviderError(
        .notFound, "The engine has no image with the id \(name), and an id cannot be pulled.")
    }
    return ProviderError(
      .invalid,
      "\"\(name)\" is not the name of an image: it must look like ubuntu, team/app:1.2 or host:5000/app.")
  }

  /// The registry's own words, with what was done and why there were no credentials.
  static func explained(_ error: ProviderError, _ what: String, _ answer: CredentialStore.Answer)
    -> ProviderError
  {
    var error = error
    error.message = "Could not \(what): \(error.message)"
    if error.code == .denied || error.code == .notFound, let problem = answer.problem {
      error.message += "\n\(problem)"
    }
    return error
  }
}
