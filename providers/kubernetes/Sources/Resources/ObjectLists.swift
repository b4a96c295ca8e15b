import KubernetesAPI
import ProviderAPI
import Values

/// Answers many reads with one list: a plan of hundreds of objects asks a few times.
///
/// The first objects of a kind and namespace are asked for one by one: a workspace has few, where others may have many. A
/// list is good for some seconds, and for no object that this program has changed.
actor ObjectLists {
  private typealias Objects = [ObjectPath: JSON]

  private enum Entry {
    /// So many objects were asked for alone.
    case counting(Int)
    case loading([CheckedContinuation<Void, Never>])
    case loaded(Objects, asOf: ContinuousClock.Instant)
    /// There are too many objects, or they may not be listed.
    case useless
  }

  private static let gets = 4
  private static let lifetime = Duration.seconds(20)
  /// How many objects are listed at most: one answer.
  private static let limit = 1000

  private let client: KubernetesClient
  private var entries: [ObjectPath: Entry] = [:]
  private var changed: Set<ObjectPath> = []

  init(_ client: KubernetesClient) { self.client = client }

  /// The object at the path; nil when there is none.
  func find(_ path: ObjectPath) async throws -> JSON? {
    if !changed.contains(path), let listed = await listed(path) { return listed }
    return try await client.find(path)
  }

  /// Says that an object is about to be changed.
  func forget(_ path: ObjectPath) { changed.insert(path) }

  /// nil when the list does not tell: the object has to be asked for.
  private func listed(_ path: ObjectPath) async -> JSON? {
    let place = path.collection
    switch entries[place] ?? .counting(0) {
    case .counting(let count) where count < Self.gets:
      entries[place] = .counting(count + 1)
      return nil
    case .loaded(let objects, let moment) where moment + Self.lifetime > .now: return objects[path]
    case .useless: return nil
    case .loading: await loading(place)
    case .counting, .loaded: await load(place)
    }
    guard case .loaded(let objects, _)? = entries[place] else { return nil }
    return objects[path]
  }

  /// Waits for the list that somebody else has asked for.
  private func loading(_ place: ObjectPath) async {
    await withCheckedContinuation { continuation in
      guard case .loading(let others)? = entries[place] else { return continuation.resume() }
      entries[place] = .loading(others + [continuation])
    }
  }

  private func load(_ place: ObjectPath) async {
    entries[place] = .loading([])
    let items = try? await client.list(place, upTo: Self.limit)
    let moment = ContinuousClock.now
    guard case .loading(let waiting)? = entries[place] else { return }
    entries[place] = items.map { Entry.loaded(Self.objects($0, at: place), asOf: moment) } ?? .useless
    for one in waiting { one.resume() }
  }

  private static func objects(_ items: [JSON], at place: ObjectPath) -> Objects {
    var objects: Objects = [:]
    for item in items {
      var path = place
      path.name = ObjectID(item).name
      objects[path] = item
    }
    return objects
  }
}
