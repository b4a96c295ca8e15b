import ProviderAPI
import ProviderKit
import Values

/// Gets images into an engine.
struct ImageSource: Sendable {
  let client: DockerClient

  private var engine: DockerEngine { client.engine }

  /// What the engine knows by a name or id; nil when nothing.
  func find(_ name: String) async throws -> ImageInspection? {
    try await engine.find("/images/\(image: name)/json")
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
    var headers = HTTPHeaders()
    if let credential = answer.credential {
      headers.add("X-Registry-Auth", credential.headerValue, secret: true)
    }
    do {
      let stream = try await engine.stream(
        .post, "/images/create",
        [
          ("fromImage", reference.familiarName), ("tag", reference.version), ("platform", platform?.nonEmpty),
        ],
        headers: headers)
      try await stream.follow(LayerProgress.pulling, operation)
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

extension EngineStream {
  /// Follows a pull or push to its end.
  func follow(_ progress: LayerProgress, _ operation: Operation) async throws {
    var progress = progress
    try await readLines { line in
      let message = try ProgressMessage(line)
      if let failure = message.failure { throw EngineFailure.error(streamed: failure) }
      if let text = progress.note(message) { operation.report(text) }
    }
  }
}
