import KubernetesAPI
import ProviderAPI
import ProviderKit
import StateStorage
import Values

/// A cluster's API, as far as states need it (Kubernetes API, `core/v1` Secrets and `coordination.k8s.io/v1`
/// Leases).
struct KubernetesCluster: Sendable {
  let namespace: String
  private let client: KubernetesClient
  private let place: String

  init(_ config: BackendConfig) throws {
    namespace = config.string("namespace", "KUBE_NAMESPACE") ?? "default"
    do {
      let access = try ClusterAccess(
        ClusterSettings(config), environment: config.context.environment, http: config.context.http)
      client = KubernetesClient(access)
      place = "\(access.url)"
    } catch {
      throw config.problem("the cluster cannot be reached: \(error.message)")
    }
  }

  func secret(_ name: String? = nil) -> ObjectPath {
    ObjectPath("v1", "secrets", namespace: namespace, name: name)
  }

  func lease(_ name: String? = nil) -> ObjectPath {
    ObjectPath("coordination.k8s.io/v1", "leases", namespace: namespace, name: name)
  }

  func secrets(labelled labels: String) async throws -> [JSON] {
    try await reporting(.unreadable) { try await client.list(secret(), labels: labels).items }
  }

  /// nil when there is no such object.
  func get(_ path: ObjectPath) async throws -> JSON? {
    try await reporting(.unreadable) { try await client.find(path) }
  }

  /// Creates or replaces an object, which nobody may have changed since it was read.
  ///
  /// An answer can get lost, and a request that is sent again is in conflict with itself: then looking tells.
  ///
  /// - Parameter isDone: whether what was to come about has.
  /// - Returns: false when somebody else was faster.
  func put(
    _ path: ObjectPath, _ object: JSON, isNew: Bool, _ isDone: (JSON) -> Bool
  ) async throws -> Bool {
    do {
      let written = try await unlessInConflict {
        isNew ? try await client.create(path.collection, object) : try await client.replace(path, object)
      }
      if written != nil { return true }
    } catch {
      guard let now = try? await get(path), isDone(now) else { throw error }
      return true
    }
    return try await get(path).map(isDone) ?? false
  }

  func delete(_ path: ObjectPath) async throws {
    _ = try await reporting(.unwritable) { try await client.delete(path) }
  }

  private func unlessInConflict(_ body: () async throws -> JSON) async throws -> JSON? {
    try await reporting(.unwritable) {
      do { return try await body() } catch let error as ProviderError where error.code == .conflict {
        return nil
      }
    }
  }

  private func reporting<Answer>(
    _ code: StateError.Code, _ body: () async throws -> Answer
  ) async throws -> Answer {
    do { return try await body() } catch let error as ProviderError {
      guard error.apiStatus == nil else {
        throw StateError(code, "The cluster at \(place) refuses: \(error.message)")
      }
      throw StateError(code, error.message)
    }
  }
}

extension ClusterSettings {
  /// What the block of a backend says.
  fileprivate init(_ config: BackendConfig) {
    self.init()
    host = config.string("host")
    username = config.string("username")
    password = config.string("password")
    token = config.string("token")
    isInsecure = config.bool("insecure") ? true : nil
    tlsServerName = config.string("tls_server_name")
    clientCertificate = config.string("client_certificate")
    clientKey = config.string("client_key")
    clusterAuthority = config.string("cluster_ca_certificate")
    configPaths = config.string("config_path").map { [$0] } ?? config.strings("config_paths")
    context = config.string("config_context")
    contextUser = config.string("config_context_auth_info")
    contextCluster = config.string("config_context_cluster")
    proxyURL = config.string("proxy_url")
    isInCluster = config.bool("in_cluster_config", "KUBE_IN_CLUSTER_CONFIG")
  }
}
