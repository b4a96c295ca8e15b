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
    guard !StateParts.isNameOfPart(suffix) else {
      throw config.problem("\"secret_suffix\" must not end as the parts of large states do, with \"-part-1\"")
    }
    labels = config.stringMap("labels")
    cluster = try KubernetesCluster(config)
  }

  func document(for workspace: String) async throws -> any StateDocument {
    KubernetesDocument(cluster: cluster, workspace: workspace, suffix: suffix, labels: labels)
  }

  func workspaces() async throws -> [String]? {
    let found = try await cluster.secrets(labelled: "tfstate=true,tfstateSecretSuffix=\(suffix)")
    // Large states have several Secrets.
    let names = Set(found.compactMap { $0["metadata"]?["labels"]?["tfstateWorkspace"]?.asString })
    return names.filter { $0 != "default" }
  }
}

/// A state in a Secret, compressed, under the key `tfstate`; a large one in several, as ``StateParts`` says.
struct KubernetesDocument: StateDocument {
  let cluster: KubernetesCluster
  let workspace: String
  let suffix: String
  let labels: [String: String]

  private var secretName: String { "tfstate-\(workspace)-\(suffix)" }
  fileprivate var leaseName: String { "lock-\(secretName)" }
  var name: String { "the Secret \(cluster.namespace)/\(secretName)" }

  private var leasePath: ObjectPath { cluster.lease(leaseName) }
  private var parts: StateParts { StateParts(name: secretName) }

  private func path(_ part: Int) -> ObjectPath { cluster.secret(parts.name(part)) }

  /// In bytes.
  private static let limit = 256 << 20

  func read() async throws -> [UInt8]? {
    let secrets = try await secrets { StateParts.isFull($0) }
    guard !secrets.isEmpty else { return nil }
    guard let packed = StateParts.joined(secrets),
      let content = try? Gzip.decompress(packed, limit: Self.limit)
    else { throw StateError(.malformed, "\(name) holds no compressed state\(Self.hint(secrets)).") }
    return content
  }

  /// Several Secrets are not written at once.
  private static func hint(_ secrets: [JSON]) -> String {
    guard secrets.count > 1 else { return "" }
    return
      ", or its \(secrets.count) parts are not of one: delete these Secrets, and bring the latest state back "
      + "that rcw state history lists, with rcw state restore"
  }

  func write(_ content: [UInt8]) async throws {
    let present = try await secrets { _ in true }
    let chunks = StateParts.chunks(of: Gzip.compress(content))
    for (part, chunk) in chunks.enumerated() {
      let secret = present.indices.contains(part) ? present[part] : try await leftover(part)
      try await put(chunk, part, secret)
    }
    try await delete(present.indices.dropFirst(chunks.count))
  }

  /// A part that no others lead to any more, because somebody deleted those.
  private func leftover(_ part: Int) async throws -> JSON? {
    part == 0 ? nil : try await cluster.get(path(part))
  }

  private func put(_ chunk: [UInt8], _ part: Int, _ present: JSON?) async throws {
    let path = path(part)
    var secret: JSON =
      present
      ?? ["apiVersion": "v1", "kind": "Secret", "metadata": metadata(parts.name(part)), "type": "Opaque"]
    let data: JSON = [StateParts.key: .string(Base64.standard.encode(chunk))]
    secret["data"] = data
    guard try await cluster.put(path, secret, isNew: present == nil, { $0["data"] == data }) else {
      throw StateError(.conflicting, "\(name) has been changed by somebody else just now.")
    }
  }

  func remove() async throws {
    try await delete(try await secrets { _ in true }.indices)
    try await cluster.delete(leasePath)
  }

  /// The last one first, so that no part is left that the others do not lead to.
  private func delete(_ parts: Range<Int>) async throws {
    for part in parts.reversed() { try await cluster.delete(path(part)) }
  }

  /// The Secrets of the state in their order, as long as each has `another`.
  private func secrets(_ another: (JSON) -> Bool) async throws -> [JSON] {
    var found: [JSON] = []
    while let secret = try await cluster.get(path(found.count)) {
      found.append(secret)
      guard another(secret) else { break }
    }
    return found
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
