import ProviderAPI

/// The everyday calls. All throw as ``APIClient/send(_:)`` does.
extension APIClient {
  /// What is at a path; nil when there is nothing (404).
  public func get<Answer: Decodable>(_ path: APIPath, query: Query = [:]) async throws -> Answer? {
    do {
      return try await answer(to: request(.get, path, query: query))
    } catch let error as ProviderError where error.code == .notFound {
      return nil
    }
  }

  public func post<Answer: Decodable>(
    _ path: APIPath, query: Query = [:], _ body: some Encodable
  ) async throws -> Answer {
    try await answer(to: request(.post, path, query: query, json: body))
  }

  /// A call whose answer does not matter.
  public func post(_ path: APIPath, query: Query = [:], _ body: some Encodable) async throws {
    _ = try await send(request(.post, path, query: query, json: body))
  }

  /// A call without a body whose answer does not matter.
  public func post(_ path: APIPath, query: Query = [:]) async throws {
    _ = try await send(request(.post, path, query: query))
  }

  public func put<Answer: Decodable>(
    _ path: APIPath, query: Query = [:], _ body: some Encodable
  ) async throws -> Answer {
    try await answer(to: request(.put, path, query: query, json: body))
  }

  public func put(_ path: APIPath, query: Query = [:], _ body: some Encodable) async throws {
    _ = try await send(request(.put, path, query: query, json: body))
  }

  public func patch<Answer: Decodable>(
    _ path: APIPath, query: Query = [:], _ body: some Encodable
  ) async throws -> Answer {
    try await answer(to: request(.patch, path, query: query, json: body))
  }

  /// Deletes what is at a path; that it is gone already (404) is success.
  public func delete(_ path: APIPath, query: Query = [:]) async throws {
    do {
      _ = try await send(request(.delete, path, query: query))
    } catch let error as ProviderError where error.code == .notFound {
      return
    }
  }
}
