import ProviderAPI
import ProviderKit
import Values

/// Waits for the end of what Resource Manager has begun.
///
/// Protocol: learn.microsoft.com "Track asynchronous Azure operations": the address in `Azure-AsyncOperation` is asked
/// for a `status`, that in `Location` until it no longer answers 202; without either the resource says by
/// `provisioningState`.
struct LongOperation: Sendable {
  let manager: ResourceManager
  let id: ResourceID
  let version: String
  let patience: Duration
  /// Told how far it is, each time it was asked.
  var tell: @Sendable (String) async -> Void = { _ in }

  private static let firstDelay = Duration.seconds(1)
  private static let maxDelay = Duration.seconds(10)

  /// The resource after a change; what the answer says where it is none.
  ///
  /// - Throws: what made it fail, `.timedOut` when it does not end in time.
  func end(of response: HTTPResponse, _ method: HTTPMethod) async throws -> JSON {
    if let address = response.headers["Azure-AsyncOperation"] {
      try await waitForStatus(at: try await manager.address(address), response)
      return method == .put || method == .patch ? try await resource() : .object([])
    }
    if let address = response.headers["Location"], response.status != 200 {
      let last = try await waitForAnswer(at: try await manager.address(address), response)
      return method == .put || method == .patch ? try await resource() : last
    }
    let answer = try await manager.json(response)
    return method == .put || method == .patch ? try await settled(answer, response) : answer
  }

  // MARK: The three ways

  private func waitForStatus(at url: HTTPURL, _ first: HTTPResponse) async throws {
    let _: Bool = try await asking(first.head.retryAfter) {
      let response = try await manager.follow(url)
      let body = try await manager.json(response)
      let isDone = try await judge(body["status"]?.asString ?? "Succeeded", body)
      return (isDone ? true : nil, response.head.retryAfter)
    }
  }

  private func waitForAnswer(at url: HTTPURL, _ first: HTTPResponse) async throws -> JSON {
    try await asking(first.head.retryAfter) {
      let response = try await manager.follow(url)
      if response.status == 202 {
        await tell("")
        return (nil, response.head.retryAfter)
      }
      return (try await manager.json(response), nil)
    }
  }

  /// The resource once it is provisioned.
  private func settled(_ answer: JSON, _ first: HTTPResponse) async throws -> JSON {
    if try await isProvisioned(answer) { return answer }
    return try await asking(first.head.retryAfter) {
      let now = try await resource()
      return (try await isProvisioned(now) ? now : nil, nil)
    }
  }

  private func isProvisioned(_ resource: JSON) async throws -> Bool {
    guard let state = resource["properties"]?["provisioningState"]?.asString else { return true }
    return try await judge(state, resource)
  }

  // MARK: Steps

  /// Whether a state is the end; throws when it is a bad one.
  private func judge(_ state: String, _ body: JSON) async throws -> Bool {
    switch state.lowercased() {
    case "succeeded", "ready": return true
    case "failed", "canceled", "cancelled", "unhealthy":
      throw AzureFailure.error(in: body, "\(id.name) has \(state.lowercased())")
    default:
      await tell(state)
      return false
    }
  }

  /// Azure may say that a resource is made before it is known everywhere.
  private func resource() async throws -> JSON {
    do {
      return try await poll(every: .seconds(2), timeout: .seconds(60), clock: manager.session.clock) {
        try await manager.find(id, version)
      }
    } catch let error as ProviderError where error.code == .timedOut {
      throw ProviderError(.unavailable, "\(id) was made, and is not there. Try again in a minute.")
    }
  }

  /// Asks until there is an answer, as often as Azure wants, or less and less often.
  private func asking<Answer>(
    _ first: Duration?, _ ask: () async throws -> (answer: Answer?, retryAfter: Duration?)
  ) async throws -> Answer {
    var (delay, wanted) = (Self.firstDelay, first)
    var waited = Duration.zero
    while waited <= patience {
      let wait = min(wanted ?? delay, patience)
      try await pause(for: wait, clock: manager.session.clock)
      // Answers that want no delay must not keep this going for ever.
      waited += max(wait, .milliseconds(10))
      let (answer, retryAfter) = try await unlessBroken(ask)
      if let answer { return answer }
      delay = min(delay * 1.5, Self.maxDelay)
      wanted = retryAfter ?? (first == nil ? nil : wanted)
    }
    throw ProviderError(
      .timedOut,
      "\(id.name) was not ready within \(patience.goNotation). Set \"timeouts\" to wait for longer.")
  }
}

extension LongOperation {
  /// An operation goes on when somebody cannot be asked about it for a while.
  private func unlessBroken<Answer>(
    _ ask: () async throws -> (answer: Answer?, retryAfter: Duration?)
  ) async throws -> (answer: Answer?, retryAfter: Duration?) {
    do { return try await ask() } catch let error as ProviderError
      where [.unavailable, .throttled, .timedOut].contains(error.code)
    {
      return (nil, nil)
    }
  }
}

extension Duration {
  fileprivate static func * (duration: Duration, factor: Double) -> Duration {
    .seconds((duration / .seconds(1)) * factor)
  }
}
