import Compression
import Encodings
import KubernetesAPI
import StateStorage
import Values

extension BackendKind {
  /// Secrets of a Kubernetes cluster, each with a Lease as its lock; Terraform's names for both.
  static let kubernetes = BackendKind(
    "kubernetes",
    .backend([
      "secret_suffix": .text, "labels": .textMap, "namespace": .text, "in_cluster_config": .flag,
      "host": .text,
      "username": .text, "password": .secret, "insecure": .flag, "client_certificate": .text,
      "client_key": .secret, "cluster_ca_certificate": .text, "config_path": .text, "config_paths": .textList,
      "config_context": .text, "config_context_auth_info": .text, "config_context_cluster": .text,
      "token": .secret, "proxy_url": .text, "tls_server_name": .text,
    ])
  ) { try KubernetesBackend($0) }
}

struct KubernetesBackend: StateBackend {
  private let cluster: KubernetesCluster
  private let suffix: String
  private let labels: [String: String]

  init(_ config: BackendConfig) throws {
    suffix = try config.required("secret_suffix")
    labels = config.stringMap("labels")
    cluster = try KubernetesCluster(config)
  }

  func document(for workspace: String) async throws -> any StateDocument {
    KubernetesDocument(cluster: cluster, workspace: workspace, suffix: suffix, labels: labels)
  }

  func workspaces() async throws -> [String]? {
    let found = try await cluster.secrets(labelled: "tfstate=true,tfstateSecretSuffix=\(suffix)")
    return found.compactMap {
      $0["metadata"]?["labels"]?["tfstateWorkspace"]?.asString
    }.filter { $0 != "default" }
  }
}

/// A state in a Secret, compressed, under the key `tfstate`.
struct KubernetesDocument: StateDocument {
  let cluster: KubernetesCluster
  let workspace: String
  let suffix: String
  let labels: [String: String]

  private var secretName: String { "tfstate-\(workspace)-\(suffix)" }
  fileprivate var leaseName: String { "lock-\(secretName)" }
  var name: String { "the Secret \(cluster.namespace)/\(secretName)" }

  private var secretPath: ObjectPath { cluster.secret(secretName) }
  private var leasePath: ObjectPath { cluster.lease(leaseName) }

  /// In bytes: far more than a Secret can hold.
  private static let limit = 256 << 20

  func read() async throws -> [UInt8]? {
    guard let text = try await cluster.get(secretPath)?["data"]?["tfstate"]?.asString else { return nil }
    guard let packed = Base64.standard.decode(text),
      let content = try? Gzip.decompress(packed, limit: Self.limit)
    else { throw StateError(.malformed, "\(name) holds no compressed state.") }
    return content
  }

  func write(_ content: [UInt8]) async throws {
    var secret: JSON =
      try await cluster.get(secretPath)
      ?? ["apiVersion": "v1", "kind": "Secret", "metadata": metadata(secretName), "type": "Opaque"]
    let isNew = secret["metadata"]?["resourceVersion"] == nil
    let data: JSON = ["tfstate": .string(Base64.standard.encode(Gzip.compress(content)))]
    secret["data"] = data
    let isWritten = try await cluster.put(secretPath, secret, isNew: isNew) { $0["data"] == data }
    guard isWritten else {
      throw StateError(.conflicting, "\(name) has been changed by somebody else just now.")
    }
  }

  func remove() async throws {
    try await cluster.delete(secretPath)
    try await cluster.delete(leasePath)
  }

  private func metadata(_ name: String) -> JSON {
    let own = [
      "tfstate": "true", "tfstateSecretSuffix": suffix, "tfstateWorkspace": workspace,
      "app.kubernetes.io/managed-by": "terraform",
    ].merging(labels) { $1 }
    return [
      "name": .string(name), "namespace": .string(cluster.namespace),
      "labels": .object(own.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
      "annotations": .object([.init("encoding", "gzip")]),
    ]
  }

  // MARK: The lock

  private static let annotation = "app.terraform.io/lock-info"

  func lock(_ holder: LockHolder) async throws -> any StateLock {
    let lock = KubernetesLock(document: self, holder: holder)
    try await lock.take()
    return lock
  }

  func breakLock(_ id: String) async throws {
    guard let lease = try await cluster.get(leasePath), let present = Self.holder(of: lease) else {
      throw StateError(.notLocked, "The state is not locked: the Lease \(leaseName) has no holder.")
    }
    guard present.id == id else {
      throw StateError(.locked(present), "The lock has another id: \(present.id).")
    }
    try await free(lease)
  }

  /// Writes `holder` into the Lease, which nobody may have changed in between.
  fileprivate func take(_ holder: LockHolder) async throws {
    let found = try await cluster.get(leasePath)
    if let found, let present = Self.holder(of: found) {
      // The answer to a first try may have been lost.
      guard present.id == holder.id else { throw StateError(.locked(present), "") }
      return
    }
    var lease =
      found
      ?? [
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata(leaseName), "spec": [:],
      ]
    lease["spec"]?["holderIdentity"] = .string(holder.id)
    lease["metadata"]?["annotations"] = .object([
      .init(Self.annotation, .string(String(decoding: holder.document(path: ""), as: UTF8.self)))
    ])
    let isTaken = try await cluster.put(leasePath, lease, isNew: found == nil) {
      Self.holder(of: $0)?.id == holder.id
    }
    if isTaken { return }
    throw StateError(.locked(try await self.holder()), "")
  }

  fileprivate func release(_ holder: LockHolder) async throws {
    guard let lease = try await cluster.get(leasePath), Self.holder(of: lease)?.id == holder.id else {
      return
    }
    try await free(lease)
  }

  fileprivate func holder() async throws -> LockHolder? {
    try await cluster.get(leasePath).flatMap(Self.holder)
  }

  private func free(_ lease: JSON) async throws {
    let id = Self.holder(of: lease)?.id
    var lease = lease
    lease["spec"]?["holderIdentity"] = nil
    lease["metadata"]?["annotations"] = nil
    guard try await cluster.put(leasePath, lease, isNew: false, { Self.holder(of: $0)?.id != id }) else {
      throw StateError(.unwritable, "The Lease \(leaseName) has been changed by somebody else just now.")
    }
  }

  private static func holder(of lease: JSON) -> LockHolder? {
    guard let id = lease["spec"]?["holderIdentity"]?.asString, !id.isEmpty else { return nil }
    let info = lease["metadata"]?["annotations"]?[annotation]?.asString
    return info.flatMap { LockHolder(Array($0.utf8)) }
      ?? LockHolder(id: id, operation: "", who: "somebody", processID: 0, created: "")
  }
}

struct KubernetesLock: StateLock {
  let document: KubernetesDocument
  let holder: LockHolder

  func take() async throws { try await document.take(holder) }

  func isIntact() async throws -> Bool {
    if try await document.holder()?.id == holder.id { return true }
    try await take()
    return false
  }

  func release() async throws { try await document.release(holder) }
}
