import ProviderAPI
import ProviderKit
import Values

/// `docker_container`: a container on a Docker engine. Its id is the engine's: 64 hexadecimal digits.
///
/// Protocol: Docker Engine API 1.41 to 1.55, `ContainerCreate`, `ContainerInspect`, `ContainerStart`,
/// `ContainerUpdate`, `ContainerDelete`, `NetworkConnect`, `PutContainerArchive`. Schema:
/// kreuzwerker/docker 3.
struct ContainerResource: ManagedResource {
  static let type = "docker_container"
  static var schema: ResourceSchema { ContainerSchema.schema }

  private let client: DockerClient
  private var engine: DockerEngine { client.engine }

  init(client: DockerClient) { self.client = client }

  func create(_ wanted: ContainerObject, _ operation: Operation) async throws -> Created<ContainerObject> {
    try await wanted.checkSupport(by: engine.version())
    let id = try await makeContainer(wanted, operation)
    do {
      let (exitCode, logs) = try await ContainerLauncher(
        engine: engine, id: id, wanted: wanted, operation: operation
      )
      .launch()
      var object = try await inspect(id).map(wanted.completed) ?? wanted
      object.exitCode = exitCode
      object.containerLogs = logs
      return Created(id: id, object)
    } catch {
      let made = try? await inspect(id)
      throw PartialObject(id: id, made.map(wanted.completed) ?? wanted, cause: error)
    }
  }

  func read(id: String, prior: ContainerObject?) async throws -> ContainerObject? {
    guard let now = try await inspect(id) else { return nil }
    let object = if let prior { prior.refreshed(with: now) } else { try await imported(now) }
    if now.isBeingRemoved { throw BrokenObject(object) }
    return object
  }

  /// By id, by the beginning of an id, or by name.
  func importObject(id: String) async throws -> Created<ContainerObject>? {
    guard let now = try await inspect(id) else { return nil }
    return Created(id: now.id, try await imported(now))
  }

  func update(
    id: String, from prior: ContainerObject, to wanted: ContainerObject, _ operation: Operation
  ) async throws -> ContainerObject {
    let change = try ContainerUpdateRequest(from: prior, to: wanted)
    if !change.isEmpty {
      try await engine.api.post("/containers/\(id)/update", change)
    }
    if wanted.mustRun != false, wanted.start != false, wanted.attach != true {
      try await engine.api.post("/containers/\(id)/start")
    }
    return try await inspect(id).map(wanted.completed) ?? wanted
  }

  func delete(id: String, _ prior: ContainerObject, _ operation: Operation) async throws {
    if let grace = prior.destroyGraceSeconds, grace > 0, prior.attach != true {
      operation.report("stopping, at most \(grace) s")
      try await stop(id, grace)
    }
    let volumes = prior.removeVolumes == false ? nil : "1"
    do {
      try await engine.api.delete("/containers/\(id)", query: ["force": "1", "v": volumes])
    } catch let error as ProviderError where error.code == .conflict {
      // One that removes itself when it stops is being removed already.
      _ = try await poll(every: .milliseconds(100), timeout: .seconds(60)) {
        try await inspect(id) == nil ? true : nil
      }
    }
  }

  func execute(_ request: ExecutionRequest, id: String) async throws -> (any RunningProcess)? {
    try await ContainerProcess(request, in: id, engine)
  }

  func output(_ request: OutputRequest, id: String) async throws -> (any OutputSource)? {
    try await ContainerOutput(request, of: id, engine)
  }

  /// By the label that the operation put on the container.
  func locate(_ wanted: ContainerObject, operation: String) async throws -> Located {
    let found: [ContainerSummary] = try await engine.api.get(
      "/containers/json", query: ["all": "1", "filters": EngineFilter.operation(operation)])
    return found.first.map { .found(id: $0.id) } ?? .absent
  }

  func deliver(
    _ request: DeliveryRequest, id: String, _ operation: Operation
  ) async throws -> DeliveryOutcome {
    try await ContainerDelivery(engine: engine, id: id, delivery: request.delivery).deliver()
  }

  // MARK: Steps

  /// The image is pulled only when the engine turns out not to have it, which saves a call.
  private func makeContainer(_ wanted: ContainerObject, _ operation: Operation) async throws -> String {
    let request = try ContainerCreateRequest(wanted, operation: operation.id)
    do {
      return try await post(request, wanted)
    } catch let error as ProviderError where error.code == .notFound && error.message.contains("image") {
      let source = ImageSource(client: client)
      guard try await source.find(wanted.image) == nil else { throw error }
      try await pull(wanted, from: source, operation)
      return try await post(request, wanted)
    }
  }

  private func pull(
    _ wanted: ContainerObject, from source: ImageSource, _ operation: Operation
  ) async throws {
    do {
      try await source.pull(wanted.image, platform: wanted.platform, operation)
    } catch var error as ProviderError {
      // The engine was not asked for the container yet.
      error.leavesNothing = true
      throw error
    }
  }

  private func post(_ request: ContainerCreateRequest, _ wanted: ContainerObject) async throws -> String {
    let created: ContainerCreated = try await engine.api.post(
      "/containers/create", query: ["name": wanted.name, "platform": wanted.platform?.nonEmpty], request)
    return created.id
  }

  private func inspect(_ id: String) async throws -> ContainerInspection? {
    try await engine.api.find("/containers/\(id)/json")
  }

  private func imported(_ now: ContainerInspection) async throws -> ContainerObject {
    let image: ImageInspection? =
      if let id = now.image { try await ImageSource(client: client).find(id) } else { nil }
    return ContainerObject(imported: now, image: image?.config)
  }

  /// That it has stopped, or is gone, already is success.
  private func stop(_ id: String, _ seconds: Int) async throws {
    do {
      try await engine.api.post("/containers/\(id)/stop", query: ["t": String(seconds)])
    } catch let error as ProviderError where error.code == .notFound {
    }
  }
}
