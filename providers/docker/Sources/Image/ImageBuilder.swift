import ProviderAPI
import ProviderKit
import Values

/// Builds images with the engine's own builder (`ImageBuild`).
struct ImageBuilder: Sendable {
  let client: DockerClient

  /// What the Dockerfile asks of BuildKit shows only when the classic builder, which takes credentials
  /// without a session, refuses it.
  func build(_ build: ImageObject.Build, name: String, _ operation: Operation) async throws {
    if try await run(build, name, operation) { return }
    operation.report("the Dockerfile needs BuildKit; starting again with it")
    var build = build
    build.version = "2"
    _ = try await run(build, name, operation)
  }

  /// False when the builder was left to the engine and has to be BuildKit.
  private func run(_ build: ImageObject.Build, _ name: String, _ operation: Operation) async throws -> Bool {
    let isRemote = build.remoteContext?.nonEmpty != nil
    let dockerfile = build.dockerfile?.nonEmpty ?? "Dockerfile"
    let context = isRemote ? nil : try BuildContext(folder: build.context, dockerfile: dockerfile)
    let query = BuildQuery(build, name: name, dockerfile: context?.dockerfile ?? dockerfile).query
    var request = try await client.engine.api.request(.post, "/build", query: query)
    if let context { request.body = .stream { try await context.write(to: $0) } }
    request.headers["Content-Type"] = "application/x-tar"
    request.headers.add("X-Registry-Config", try await credentials(build), secret: true)
    operation.report("sending \(context?.folder ?? "the build") to the engine")
    do {
      return try await follow(request, mayChangeBuilder: build.version?.nonEmpty == nil, operation)
    } catch let error as ProviderError
      where build.version?.nonEmpty == nil && BuildOutput.asksForBuildKit(error.message)
    {
      return false
    }
  }

  private func follow(
    _ request: HTTPRequest, mayChangeBuilder: Bool, _ operation: Operation
  ) async throws -> Bool {
    var output = BuildOutput()
    var isDone = true
    for try await message in try await client.engine.messages(of: request) {
      if let step = output.add(message) { operation.report(step) }
      guard let failure = message.failure else { continue }
      guard mayChangeBuilder, BuildOutput.asksForBuildKit(failure) else { throw output.failure(failure) }
      isDone = false
    }
    return isDone
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
