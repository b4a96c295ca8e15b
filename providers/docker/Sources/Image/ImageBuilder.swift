import ProviderAPI
import ProviderKit
import Values

/// Builds images with the engine's own builders (`ImageBuild`).
struct ImageBuilder: Sendable {
  let client: DockerClient

  /// Unless the template chooses, BuildKit builds, as it does for Docker's own client. The builders do not make
  /// the same of a Dockerfile: only with BuildKit does a folder that `WORKDIR` makes belong to the user.
  func build(_ build: ImageObject.Build, name: String, _ operation: Operation) async throws {
    let credentials = try await credentials(build)
    var build = build
    guard build.version?.nonEmpty == nil else { return try await run(build, name, credentials, operation) }
    build.version = "2"
    do {
      try await run(build, name, credentials, operation)
    } catch let error as ProviderError
      where BuildOutput.asksForClassicBuilder(error.message, hasCredentials: !credentials.isEmpty)
    {
      operation.report("BuildKit cannot build it; starting again with the classic builder")
      build.version = "1"
      try await run(build, name, credentials, operation)
    }
  }

  private func run(
    _ build: ImageObject.Build, _ name: String, _ credentials: [String: RegistryCredential],
    _ operation: Operation
  ) async throws {
    let isRemote = build.remoteContext?.nonEmpty != nil
    let dockerfile = build.dockerfile?.nonEmpty ?? "Dockerfile"
    let context = isRemote ? nil : try BuildContext(folder: build.context, dockerfile: dockerfile)
    let query = BuildQuery(build, name: name, dockerfile: context?.dockerfile ?? dockerfile).query
    var request = try await client.engine.api.request(.post, "/build", query: query)
    if let context { request.body = .stream { try await context.write(to: $0) } }
    request.headers["Content-Type"] = "application/x-tar"
    request.headers.add("X-Registry-Config", RegistryCredential.headerValue(credentials), secret: true)
    operation.report("sending \(context?.folder ?? "the build") to the engine")
    var output = BuildOutput()
    for try await message in try await client.engine.messages(of: request) {
      if let step = output.add(message) { operation.report(step) }
      if let failure = message.failure { throw output.failure(failure) }
    }
  }

  /// Those of the build block win over the user's own.
  private func credentials(
    _ build: ImageObject.Build
  ) async throws -> [String: RegistryCredential] {
    var credentials = try await client.credentials.all()
    for config in build.authConfig {
      credentials[RegistryKey(config.hostName).serverAddress] = config.credential
    }
    return credentials
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
