/// What a place has of one kind, listed as a whole: a plan of hundreds of elements in one place asks once. A place
/// is whatever the API can list, such as an app or a resource group.
///
/// A list is good for some seconds, and for no element that this program has changed since it was made.
public actor ElementList<Element: Sendable> {
  private enum Entry {
    case loading([CheckedContinuation<[String: Element], any Error>])
    case loaded([String: Element], asOf: Duration)
  }

  private static var lifetime: Duration { .seconds(20) }

  private let load: @Sendable (_ place: String) async throws -> [String: Element]
  private let elapsed: @Sendable () -> Duration
  private var entries: [String: Entry] = [:]
  private var changed: Set<String> = []

  /// - Parameter load: asks the API for the elements of a place, by id.
  public init(
    _ clock: any Clock<Duration>,
    load: @escaping @Sendable (_ place: String) async throws -> [String: Element]
  ) {
    self.load = load
    elapsed = Self.stopwatch(clock)
  }

  /// The element as the list has it; nil when it is not in there, or not to be trusted.
  public func element(_ id: String, of place: String) async throws -> Element? {
    if changed.contains("\(place)/\(id)") { return nil }
    return try await all(of: place)[id]
  }

  /// Says that an element is about to be changed, or was.
  public func forget(_ id: String, of place: String) {
    changed.insert("\(place)/\(id)")
  }

  private func all(of place: String) async throws -> [String: Element] {
    switch entries[place] {
    case .loaded(let elements, let moment) where elapsed() - moment < Self.lifetime: return elements
    case .loading: return try await waitForOther(place)
    case .loaded, nil: return try await reload(place)
    }
  }

  /// Whoever asks while the list is on its way gets the same.
  private func waitForOther(_ place: String) async throws -> [String: Element] {
    try await withCheckedThrowingContinuation { continuation in
      guard case .loading(let others) = entries[place] else {
        return continuation.resume(returning: [:])
      }
      entries[place] = .loading(others + [continuation])
    }
  }

  private func reload(_ place: String) async throws -> [String: Element] {
    entries[place] = .loading([])
    do {
      let elements = try await load(place)
      settle(place, .success(elements))
      return elements
    } catch {
      settle(place, .failure(error))
      throw error
    }
  }

  private func settle(_ place: String, _ result: Result<[String: Element], any Error>) {
    guard case .loading(let waiting) = entries[place] else { return }
    entries[place] = (try? result.get()).map { .loaded($0, asOf: elapsed()) }
    for one in waiting { one.resume(with: result) }
  }

  private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}

extension ElementList where Element: Identifiable, Element.ID == String {
  /// - Parameter elements: asks the API for the elements of a place.
  public init(
    _ clock: any Clock<Duration>, of elements: @escaping @Sendable (_ place: String) async throws -> [Element]
  ) {
    self.init(clock) { place in
      Dictionary(try await elements(place).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }
}
