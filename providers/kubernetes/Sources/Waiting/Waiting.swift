import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// Waits until an object is what its configuration wants it to be, watching it, and tells meanwhile what happens.
struct Waiting: Sendable {
  let kind: Kind
  let path: ObjectPath
  /// What was planned, with its wishes for waiting.
  let wanted: Value
  /// The ids of the containers of a pod that are to end.
  var replaced: Set<String> = []
  let client: KubernetesClient

  /// Before anything is told: most changes are faster.
  private static let calm = Duration.milliseconds(1500)

  /// Returns the object as it is in the end.
  ///
  /// - Throws: `.timedOut` or `.invalid`, with what pods say.
  func run(
    _ now: JSON, _ verb: Kind.Verb, _ operation: Operation, _ patience: Duration
  ) async throws -> JSON {
    guard let wait = kind.wait, isWished(wait), try await isWorthwhile(wait, now) else { return now }
    if wait == .defaultAccount { return try await awaitAccount(now, patience) }
    if try await verdict(now, wait) { return now }
    let since = verb == .create ? now["metadata"]?["creationTimestamp"]?.asString : nil
    do {
      return try await within(patience) {
        try await withNews(News(path, since: since, client), operation) {
          try await watch(wait)
        }
      }
    } catch let error as ProviderError where error.code == .timedOut {
      throw await late(now, wait, patience)
    }
  }

  private func isWished(_ wait: Kind.Wait) -> Bool {
    let attributes = wanted.keyedElements ?? [:]
    let name =
      switch wait {
      case .rollout: "wait_for_rollout"
      case .bound: "wait_until_bound"
      case .loadBalancer: "wait_for_load_balancer"
      case .completion: "wait_for_completion"
      case .defaultAccount: "wait_for_default_service_account"
      case .accountToken: "wait_for_service_account_token"
      case .podPhase: ""
      }
    return name.isEmpty || attributes[name]?.asBool == true
  }

  /// A claim whose class waits for the first pod is bound when there is one.
  private func isWorthwhile(_ wait: Kind.Wait, _ now: JSON) async throws -> Bool {
    guard wait == .bound, Readiness.claim(now) != .ready,
      let name = now["spec"]?["storageClassName"]?.asString, !name.isEmpty
    else { return true }
    let path = ObjectPath("storage.k8s.io/v1", "storageclasses", name: name)
    // Who may make claims need not be allowed to see classes.
    guard let found = try? await client.find(path) else { return true }
    return found["volumeBindingMode"]?.asString != "WaitForFirstConsumer"
  }

  /// Whether it is ready.
  ///
  /// - Throws: `.invalid` when it never will be.
  private func verdict(_ object: JSON, _ wait: Kind.Wait) async throws -> Bool {
    switch readiness(object, wait) {
    case .ready: return true
    case .waiting: return false
    case .failed(let reason):
      throw ProviderError(.invalid, "\(title) failed: \(reason).\(await Trouble(client).text(of: object))")
    }
  }

  private func readiness(_ object: JSON, _ wait: Kind.Wait) -> Readiness {
    switch wait {
    case .rollout: .rollout(object)
    case .podPhase: .pod(object, wanted: phases, without: replaced)
    case .bound: .claim(object)
    case .loadBalancer: .loadBalancer(object)
    case .completion: .job(object)
    case .accountToken: .token(object)
    case .defaultAccount: .ready
    }
  }

  private var phases: [String] {
    let named = wanted.keyedElements?["target_state"]?.elements?.compactMap(\.asString) ?? []
    return named.isEmpty ? ["Running", "Succeeded"] : named
  }

  private func watch(_ wait: Kind.Wait) async throws -> JSON {
    try await client.watch(object: path, timeout: nil) { event in
      guard let event, event.kind != .deleted else {
        throw ProviderError(.notFound, "\(title) was deleted while it was waited for.")
      }
      var object = event.object
      if object["kind"] == nil { object["kind"] = .string(kind.kind) }
      return try await verdict(object, wait) ? object : nil
    }
  }

  private func awaitAccount(_ now: JSON, _ patience: Duration) async throws -> JSON {
    let accounts = ObjectPath("v1", "serviceaccounts", namespace: path.name, name: "default")
    return try await client.watch(object: accounts, timeout: patience) {
      $0 == nil ? nil : now
    }
  }

  /// Runs `body` while `news` are reported, once it has taken a while.
  private func withNews(
    _ news: News, _ operation: Operation, _ body: @escaping @Sendable () async throws -> JSON
  ) async throws -> JSON {
    try await withThrowingTaskGroup(of: JSON?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await pause(for: Self.calm)
        await news.tell(operation)
        return nil
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let object = result { return object }
      }
      throw CancellationError()
    }
  }

  private var title: String {
    "The \(kind.kind) \(path.namespace.map { "\($0)/" } ?? "")\(path.name ?? "")"
  }

  private func late(_ now: JSON, _ wait: Kind.Wait, _ patience: Duration) async -> ProviderError {
    var last = (try? await client.find(path)) ?? now
    if last["kind"] == nil { last["kind"] = .string(kind.kind) }
    let missing = if case .waiting(let what) = readiness(last, wait) { ": \(what)" } else { "" }
    return ProviderError(
      .timedOut,
      "\(title) was not ready within \(patience.goNotation)\(missing).\(await Trouble(client).text(of: last))"
    )
  }
}
