/// Makes its value once, however many ask for it at the same time. After a failure the next who asks tries again.
actor OnceValue<Made: Sendable> {
  private var made: Made?
  private var waiting: [CheckedContinuation<Made, any Error>]?

  /// What has been made; nil while nothing has.
  var present: Made? { made }

  func value(_ make: @Sendable () async throws -> Made) async throws -> Made {
    if let made { return made }
    guard waiting == nil else {
      return try await withCheckedThrowingContinuation { waiting?.append($0) }
    }
    waiting = []
    let result: Result<Made, any Error>
    do { result = .success(try await make()) } catch { result = .failure(error) }
    let others = waiting ?? []
    waiting = nil
    made = try? result.get()
    for other in others { other.resume(with: result) }
    return try result.get()
  }

  /// Puts another value in place.
  ///
  /// - Returns: the one that was there.
  func replace(with value: Made) -> Made? {
    defer { made = value }
    return made
  }

  /// Takes the value out.
  func take() -> Made? {
    defer { made = nil }
    return made
  }
}
