import ProviderAPI
public import ProviderKit
public import Values

/// A cluster's API (Kubernetes 1.25 and newer): objects as JSON. Every failure is a ``ProviderError`` in the
/// cluster's words, with the ``APIStatus`` it came as.
public struct KubernetesClient: Sendable {
  public let connection: ClusterConnection
  let discovery = Discovery()

  public init(_ connection: ClusterConnection) { self.connection = connection }

  public init(_ access: ClusterAccess) { self.init(ClusterConnection(access)) }

  /// What a change of an object is written in.
  public enum Patch: String, Sendable {
    /// RFC 7386.
    case merge = "application/merge-patch+json"
    case strategic = "application/strategic-merge-patch+json"
    /// RFC 6902.
    case json = "application/json-patch+json"
    /// Server-side apply; JSON is YAML as well.
    case apply = "application/apply-patch+yaml"
  }

  // MARK: Objects

  /// The object at the path; nil when there is none.
  public func find(_ path: ObjectPath) async throws -> JSON? {
    do { return try await get(path.api) } catch let error as ProviderError {
      guard error.apiStatus?.reason == "NotFound" else { throw error }
      return nil
    }
  }

  public func create(_ path: ObjectPath, _ object: JSON, _ query: APIQuery = [:]) async throws -> JSON {
    try await calling { api in
      try await api.answer(to: api.request(.post, path.collection(of: path), query: query, json: object))
    }
  }

  /// May be sent twice: neither a merge nor an apply minds.
  public func patch(
    _ path: ObjectPath, _ patch: JSON, as kind: Patch = .merge, _ query: APIQuery = [:]
  ) async throws -> JSON {
    try await calling { api in
      var request = try api.request(.patch, path.api, query: query, json: patch)
      request.headers["Content-Type"] = kind.rawValue
      request.isRepeatable = true
      return try await api.answer(to: request)
    }
  }

  public func replace(_ path: ObjectPath, _ object: JSON) async throws -> JSON {
    try await calling { api in try await api.answer(to: api.request(.put, path.api, json: object)) }
  }

  /// Asks for an object's deletion.
  ///
  /// - Returns: the object, when something still keeps it; nil when it is gone.
  @discardableResult
  public func delete(
    _ path: ObjectPath, options: JSON = ["propagationPolicy": "Background"]
  ) async throws -> JSON? {
    do {
      let answer: JSON = try await calling { api in
        try await api.answer(to: api.request(.delete, path.api, json: options))
      }
      return answer["metadata"]?["deletionTimestamp"] == nil ? nil : answer
    } catch let error as ProviderError {
      guard error.apiStatus?.reason == "NotFound" else { throw error }
      return nil
    }
  }

  // MARK: Calls

  /// Whatever is at a path of the API.
  public func get(_ path: APIPath, query: APIQuery = [:]) async throws -> JSON {
    try await calling { api in try await api.answer(to: api.request(.get, path, query: query)) }
  }

  /// Runs a call, again with other credentials when the cluster does not take the ones it was made with.
  func calling<Answer: Sendable>(_ call: (APIClient) async throws -> Answer) async throws -> Answer {
    let session = try await connection.session()
    do { return try await call(api(session)) } catch let error as ProviderError {
      guard error.apiStatus?.code == 401, connection.canRenew else { throw error }
      return try await call(api(try await connection.session(insteadOf: session.headers)))
    }
  }

  private func api(_ session: ClusterConnection.Session) -> APIClient {
    let access = connection.access
    return APIClient(
      session.http, at: access.url, headers: session.headers,
      failures: APIFailures(
        answered: { Self.failure($0).error }, unanswered: { access.failure($0) }))
  }

  private static func failure(_ response: HTTPResponse) -> APIStatus {
    let json = try? JSON.parse(response.body)
    if let json, let status = APIStatus(json) { return status }
    let text = APIFailures.message(in: response).map { ": \($0)" } ?? ""
    return APIStatus(
      code: response.status, message: "The cluster answered with status \(response.status)\(text).")
  }
}

extension ObjectPath {
  fileprivate func collection(of path: ObjectPath) -> APIPath {
    var path = path
    // A subresource such as an eviction belongs to one object.
    if path.subresource == nil { path.name = nil }
    return path.api
  }
}

extension ClusterAccess {
  /// What it means that there is no answer, or not a whole one.
  func failure(_ error: HTTPError) -> ProviderError {
    let place = "\(url) (\(origin))"
    return switch error.code {
    case .tls:
      ProviderError(
        .denied,
        "There is no secure connection to the cluster at \(place): \(error.reason ?? error.message). Check "
          + "\"cluster_ca_certificate\" or the kubeconfig's certificate-authority.", cause: error)
    case .unreachable, .noSocket:
      ProviderError(
        .unavailable, "No cluster answers at \(place).", cause: error)
    case .timedOut: ProviderError(.timedOut, "The cluster at \(place) does not answer. \(error.message)")
    case .interrupted:
      ProviderError(
        .unavailable,
        "The cluster at \(place) ended the connection before it had answered; what it was asked for may or may not "
          + "have happened.", cause: error)
    case .protocolViolation, .tooLarge:
      ProviderError(.protocolViolation, "What answers at \(place) is no cluster: \(error.message)")
    case .invalidRequest, .missingLibrary: ProviderError(.invalid, error.message)
    }
  }
}
