/// What an app has of one kind, listed as a whole: a plan of hundreds of machines asks once.
///
/// A list is good for some seconds, and for no element that this program has changed since it was made.
actor AppList<Element: Identifiable & Sendable> where Element.ID == String {
  private enum Entry {
    case loading([CheckedContinuation<[String: Element], any Error>])
    case loaded([String: Element], asOf: Duration)
  }

  private static var lifetime: Duration { .seconds(20) }

  private let load: @Sendable (_ app: String) async throws -> [Element]
  private let elapsed: @Sendable () -> Duration
  private var entries: [String: Entry] = [:]
  private var changed: Set<String> = []

  init(
    _ clock: any Clock<Duration>, load: @escaping @Sendable (_ app: String) async throws -> [Element]
  ) {
    self.load = load
    elapsed = Self.stopwatch(clock)
  }

  /// The element as the list has it; nil when it is not in there, or not to be trusted.
  func element(_ id: String, of app: String) async throws -> Element? {
    if changed.contains("\(app)/\(id)") { return nil }
    return try await all(of: app)[id]
  }

  /// Says that an element is about to be changed, or was.
  func forget(_ id: String, of app: String) {
    changed.insert("\(app)/\(id)")
  }

  private func all(of app: String) async throws -> [String: Element] {
    switch entries[app] {
    case .loaded(let elements, let moment) where elapsed() - moment < Self.lifetime: return elements
    case .loading: return try await waitForOther(app)
    case .loaded, nil: return try await reload(app)
    }
  }

  /// Whoever asks while the list is on its way gets the same.
  private func waitForOther(_ app: String) async throws -> [String: Element] {
    try await withCheckedThrowingContinuation { continuation in
      guard case .loading(let others) = entries[app] else {
        return continuation.resume(returning: [:])
      }
      entries[app] = .loading(others + [continuation])
    }
  }

  private func reload(_ app: String) async throws -> [String: Element] {
    entries[app] = .loading([])
    do {
      let found = try await load(app)
      let elements = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      settle(app, .success(elements))
      return elements
    } catch {
      settle(app, .failure(error))
      throw error
    }
  }

  private func settle(_ app: String, _ result: Result<[String: Element], any Error>) {
    guard case .loading(let waiting) = entries[app] else { return }
    entries[app] = (try? result.get()).map { .loaded($0, asOf: elapsed()) }
    for one in waiting { one.resume(with: result) }
  }

  private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
