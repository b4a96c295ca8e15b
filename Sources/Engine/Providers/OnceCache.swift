/// Makes each of its values once, however many ask for it at the same time.
actor OnceCache<Key: Hashable & Sendable, Made: Sendable> {
  private enum Entry {
    /// Being made; those who wait for it.
    case pending([CheckedContinuation<Made, any Error>])
    case ended(Result<Made, any Error>)
  }

  private var entries: [Key: Entry] = [:]

  /// The values that have been made.
  var made: [Made] {
    entries.values.compactMap {
      if case .ended(.success(let value)) = $0 { value } else { nil }
    }
  }

  /// The value under `key`, made by `make` the first time. A failure is remembered like a value.
  func value(for key: Key, make: @Sendable () async throws -> Made) async throws -> Made {
    switch entries[key] {
    case .ended(let result): return try result.get()
    case .pending:
      return try await withCheckedThrowingContinuation { continuation in
        guard case .pending(let waiting) = entries[key] else { return }
        entries[key] = .pending(waiting + [continuation])
      }
    case nil:
      entries[key] = .pending([])
      let result: Result<Made, any Error>
      do { result = .success(try await make()) } catch { result = .failure(error) }
      if case .pending(let waiting) = entries[key] {
        for continuation in waiting { continuation.resume(with: result) }
      }
      entries[key] = .ended(result)
      return try result.get()
    }
  }
}
