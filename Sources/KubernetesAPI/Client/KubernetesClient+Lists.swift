import ProviderAPI
import ProviderKit
public import Values

extension KubernetesClient {
  /// What objects of a kind there are, with where to watch from.
  public struct List: Sendable {
    public var items: [JSON]
    public var resourceVersion: String?
  }

  /// How many objects are asked for at once.
  private static let pageSize = "500"

  /// All objects of a collection, page by page. A list that changes so fast that a page expires is begun again,
  /// and the second time asked for as one.
  public func list(
    _ path: ObjectPath, labels: String? = nil, fields: String? = nil
  ) async throws -> List {
    do { return try await pages(path, labels, fields, limit: Self.pageSize) } catch let error as ProviderError
    {
      guard error.apiStatus?.code == 410 else { throw error }
      return try await pages(path, labels, fields, limit: nil)
    }
  }

  /// The objects of a collection in one answer; nil when there are more than so many.
  public func list(_ path: ObjectPath, upTo limit: Int) async throws -> [JSON]? {
    let page = try await get(path.api, query: ["limit": "\(limit)"])
    let next = page["metadata"]?["continue"]?.asString ?? ""
    return next.isEmpty ? page["items"]?.elements ?? [] : nil
  }

  private func pages(
    _ path: ObjectPath, _ labels: String?, _ fields: String?, limit: String?
  ) async throws -> List {
    var list = List(items: [])
    var next: String?
    repeat {
      let page = try await get(
        path.api,
        query: ["labelSelector": labels, "fieldSelector": fields, "limit": limit, "continue": next])
      list.items += page["items"]?.elements ?? []
      list.resourceVersion = page["metadata"]?["resourceVersion"]?.asString
      next = page["metadata"]?["continue"]?.asString.flatMap { $0.isEmpty ? nil : $0 }
    } while next != nil
    return list
  }
}
