import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// Finds the pods of an object that runs some.
struct PodFinder: Sendable {
  /// `Deployment`
  let kind: String
  let path: ObjectPath
  let client: KubernetesClient

  /// nil for kinds that run no pods of their own.
  init?(_ kind: String, _ path: ObjectPath, _ client: KubernetesClient) {
    guard Self.kinds.contains(kind) else { return nil }
    (self.kind, self.path, self.client) = (kind, path, client)
  }

  private static let kinds: Set<String> = [
    "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job",
  ]

  var title: String { "The \(kind) \(path.namespace.map { "\($0)/" } ?? "")\(path.name ?? "")" }

  /// The pod to run programs in, or to read from.
  ///
  /// - Parameter mustRun: whether one that has ended or not begun will not do.
  /// - Throws: `.notFound` when the object is gone, `.invalid` with what pods say when none will do.
  func pod(mustRun: Bool) async throws -> Pod {
    let object = try await object()
    let best = try await pods(of: object).max(by: Pod.isWorse)
    guard let best, best.isRunning || !mustRun else {
      throw ProviderError(
        .invalid, "\(title) has no pod that runs.\(await Trouble(client).text(of: object))")
    }
    return best
  }

  private func object() async throws -> JSON {
    guard var object = try await client.find(path) else {
      throw ProviderError(.notFound, "\(title) is not there any more.")
    }
    if object["kind"] == nil { object["kind"] = .string(kind) }
    return object
  }

  private func pods(of object: JSON) async throws -> [Pod] {
    if kind == "Pod" { return [Pod(json: object)] }
    guard let selector = PodSelector(object) else { return [] }
    let list = try await client.list(collection, labels: selector.text)
    return list.items.map { Pod(json: $0) }.filter { $0.belongs(to: path, kind) }
  }

  private var collection: ObjectPath { ObjectPath("v1", "pods", namespace: path.namespace) }

  // MARK: What is to run

  /// Waits until a pod runs that is as the object wants it now, and not one that it is about to replace.
  ///
  /// - Throws: `.timedOut`
  func currentPod(within patience: Duration) async throws -> Pod {
    if kind == "Pod" {
      return try await client.watch(object: path, timeout: patience) { event in
        guard let event else { throw ProviderError(.notFound, "\(title) is not there any more.") }
        return try running(Pod(json: event.object))
      }
    }
    return try await ProviderKit.within(patience) {
      let object = try await settledObject()
      let revision = try await Revision(of: object, client)
      guard let selector = PodSelector(object) else {
        throw ProviderError(.invalid, "\(title) selects no pods.")
      }
      return try await client.watch(collection, labels: selector.text, timeout: nil) { event in
        guard let event, event.kind != .deleted else { return nil }
        let pod = Pod(json: event.object)
        return pod.belongs(to: path, kind) && revision.has(pod) ? try running(pod) : nil
      }
    }
  }

  private func running(_ pod: Pod) throws -> Pod? {
    if pod.phase == "Failed" || pod.phase == "Succeeded" {
      let reasons = Trouble.reasons(pod.json).map { "\n    \($0)" }.joined()
      throw ProviderError(.invalid, "The pod \(ObjectID(pod.json).text) has ended.\(reasons)")
    }
    return pod.isRunning ? pod : nil
  }

  /// The object once its controller has looked at the last change.
  private func settledObject() async throws -> JSON {
    try await client.watch(object: path, timeout: nil) { event -> JSON? in
      guard let object = event?.object else {
        throw ProviderError(.notFound, "\(title) is not there any more.")
      }
      let generation = object["metadata"]?["generation"]?.asInt ?? 0
      let isSettled = kind == "Job" || (object["status"]?["observedGeneration"]?.asInt ?? 0) >= generation
      return isSettled ? object : nil
    }
  }

  /// What pods of the newest template have in common.
  private struct Revision {
    private var label: (name: String, value: String)?

    /// Where that cannot be found out, every pod will do.
    init(of object: JSON, _ client: KubernetesClient) async throws {
      if let hash = object["status"]?["updateRevision"]?.asString {
        label = ("controller-revision-hash", hash)
        return
      }
      let annotation = "deployment.kubernetes.io/revision"
      guard let number = object["metadata"]?["annotations"]?[annotation]?.asString,
        let selector = PodSelector(object)
      else { return }
      let sets = ObjectPath("apps/v1", "replicasets", namespace: ObjectID(object).namespace)
      // Who may not list replica sets gets the newest pod all the same.
      let found = try? await client.list(sets, labels: selector.text)
      try Task.checkCancellation()
      let newest = found?.items.first { $0["metadata"]?["annotations"]?[annotation]?.asString == number }
      if let hash = newest?["metadata"]?["labels"]?["pod-template-hash"]?.asString {
        label = ("pod-template-hash", hash)
      }
    }

    func has(_ pod: Pod) -> Bool { label.map { pod.label($0.name) == $0.value } ?? true }
  }
}
