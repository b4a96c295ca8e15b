import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// What can be done with the pods of an object.
struct PodAccess {
  let finder: PodFinder

  func execute(_ request: ExecutionRequest) async throws -> any RunningProcess {
    let pod = try await finder.pod(mustRun: true)
    let container = try pod.container(named: nil, holding: request.marker)
    return try await finder.client.execute(PodCommand(request, in: container, of: pod.path))
  }

  func output(_ request: OutputRequest) async throws -> any OutputSource {
    let pod = try await finder.pod(mustRun: false)
    let container = try pod.container(named: request.part, holding: request.marker)
    return try await PodLog(request, of: container, in: pod.path, finder.client)
  }

  func connect(_ request: ConnectionRequest) async throws -> any ObjectConnection {
    try await PodPort(request.port, of: finder.pod(mustRun: true).path, finder.client)
  }
}

extension ObjectResource {
  private func finder(_ object: Value, _ cluster: KubernetesCluster) throws -> PodFinder? {
    PodFinder(kind.kind, try id(of: object).path(kind), cluster.client)
  }

  func execute(
    _ request: ExecutionRequest, _ cluster: KubernetesCluster
  ) async throws -> (any RunningProcess)? {
    guard let finder = try finder(request.object, cluster) else { return nil }
    return try await PodAccess(finder: finder).execute(request)
  }

  func output(_ request: OutputRequest, _ cluster: KubernetesCluster) async throws -> (any OutputSource)? {
    guard let finder = try finder(request.object, cluster) else { return nil }
    return try await PodAccess(finder: finder).output(request)
  }

  func connect(
    _ request: ConnectionRequest, _ cluster: KubernetesCluster
  ) async throws -> (any ObjectConnection)? {
    guard let finder = try finder(request.object, cluster) else { return nil }
    return try await PodAccess(finder: finder).connect(request)
  }

  func deliver(
    _ request: DeliveryRequest, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> DeliveryOutcome {
    guard let finder = try finder(request.object, cluster) else { return .notPossible }
    return try await PodDelivery(finder: finder, delivery: request.delivery).deliver(operation)
  }
}

extension ManifestResource {
  private func finder(_ object: Value, _ cluster: KubernetesCluster) async throws -> PodFinder? {
    let manifest = try Manifest(object)
    return PodFinder(manifest.kind, try await path(manifest, cluster), cluster.client)
  }

  func execute(
    _ request: ExecutionRequest, _ cluster: KubernetesCluster
  ) async throws -> (any RunningProcess)? {
    guard let finder = try await finder(request.object, cluster) else { return nil }
    return try await PodAccess(finder: finder).execute(request)
  }

  func output(_ request: OutputRequest, _ cluster: KubernetesCluster) async throws -> (any OutputSource)? {
    guard let finder = try await finder(request.object, cluster) else { return nil }
    return try await PodAccess(finder: finder).output(request)
  }

  func connect(
    _ request: ConnectionRequest, _ cluster: KubernetesCluster
  ) async throws -> (any ObjectConnection)? {
    guard let finder = try await finder(request.object, cluster) else { return nil }
    return try await PodAccess(finder: finder).connect(request)
  }

  func deliver(
    _ request: DeliveryRequest, _ cluster: KubernetesCluster, _ operation: Operation
  ) async throws -> DeliveryOutcome {
    guard let finder = try await finder(request.object, cluster) else { return .notPossible }
    return try await PodDelivery(finder: finder, delivery: request.delivery).deliver(operation)
  }
}
