/// The everyday calls. All throw as ``APIClient/send(_:)`` does.
extension APIClient {
  /// What is at a path.
  public func get<Answer: Decodable>(_ path: APIPath, query: APIQuery = [:]) async throws -> Answer {
    try await answer(to: request(.get, path, query: query))
  }

  /// What is at a path; nil when the API says that there is nothing (404, 410).
  public func find<Answer: Decodable>(_ path: APIPath, query: APIQuery = [:]) async throws -> Answer? {
    let request = try request(.get, path, query: query)
    guard let response = try await sendIfThere(request) else { return nil }
    return try decode(response, to: request)
  }

  public func post<Answer: Decodable>(
    _ path: APIPath, query: APIQuery = [:], _ body: some Encodable
  ) async throws -> Answer {
    try await answer(to: request(.post, path, query: query, json: body))
  }

  /// A call whose answer does not matter.
  public func post(_ path: APIPath, query: APIQuery = [:], _ body: some Encodable) async throws {
    _ = try await send(request(.post, path, query: query, json: body))
  }

  /// A call without a body whose answer does not matter.
  public func post(_ path: APIPath, query: APIQuery = [:]) async throws {
    _ = try await send(request(.post, path, query: query))
  }

  public func put<Answer: Decodable>(
    _ path: APIPath, query: APIQuery = [:], _ body: some Encodable
  ) async throws -> Answer {
    try await answer(to: request(.put, path, query: query, json: body))
  }

  public func put(_ path: APIPath, query: APIQuery = [:], _ body: some Encodable) async throws {
    _ = try await send(request(.put, path, query: query, json: body))
  }

  public func patch<Answer: Decodable>(
    _ path: APIPath, query: APIQuery = [:], _ body: some Encodable
  ) async throws -> Answer {
    try await answer(to: request(.patch, path, query: query, json: body))
  }

  /// Deletes what is at a path; that it is gone already (404, 410) is success.
  public func delete(_ path: APIPath, query: APIQuery = [:]) async throws {
    _ = try await sendIfThere(request(.delete, path, query: query))
  }
}
