import ProviderAPI
import ProviderKit
import Values

/// Builds images with the engine's own builder (`ImageBuild`).
struct ImageBuilder: Sendable {
  let client: DockerClient

  func build(_ build: ImageObject.Build, name: String, _ operation: Operation) async throws {
    let isRemote = build.remoteContext?.nonEmpty != nil
    let dockerfile = build.dockerfile?.nonEmpty ?? "Dockerfile"
    let context = isRemote ? nil : try BuildContext(folder: build.context, dockerfile: dockerfile)
    let query = BuildQuery(build, name: name, dockerfile: context?.dockerfile ?? dockerfile)
    let body: HTTPBody = context.map { context in .stream { try await context.write(to: $0) } } ?? .none
    var headers: HTTPHeaders = ["Content-Type": "application/x-tar"]
    headers.add("X-Registry-Config", try await credentials(build), secret: true)
    operation.report("sending \(context?.folder ?? "the build") to the engine")
    let stream = try await client.engine.stream(.post, "/build", query.items, body: body, headers: headers)
    try await follow(stream, operation)
  }

  private func follow(_ stream: EngineStream, _ operation: Operation) async throws {
    var output = BuildOutput()
    try await stream.readLines { line in
      let message = try ProgressMessage(line)
      if let text = message.stream, let step = output.add(text) { operation.report(step) }
      if let failure = message.failure { throw output.failure(failure) }
    }
  }

  /// Those of the build block win over the user's own.
  private func credentials(_ build: ImageObject.Build) async throws -> String {
    var credentials = try await client.credentials.all()
    for config in build.authConfig {
      credentials[RegistryKey(config.hostName).serverAddress] = config.credential
    }
    return RegistryCredential.headerValue(credentials)
  }
}

extension ImageObject.Build.AuthConfig {
  fileprivate var credential: RegistryCredential? {
    let address = serverAddress?.nonEmpty ?? hostName
    if let token = identityToken?.nonEmpty {
      return RegistryCredential(serverAddress: address, secret: .identityToken(token))
    }
    if let token = registryToken?.nonEmpty {
      return RegistryCredential(serverAddress: address, secret: .registryToken(token))
    }
    if let auth = auth?.nonEmpty, let pair = RegistryCredential.pair(base64: auth) {
      return RegistryCredential(serverAddress: address, secret: .password(user: pair.user, pair.password))
    }
    return RegistryCredential(serverAddress: address, secret: .password(user: userName ?? "", password ?? ""))
  }
}
