import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// A kind of object that a cluster has.
public struct ResourceKindInfo: Hashable, Sendable {
  public var apiVersion: String
  public var kind: String
  public var plural: String
  public var isNamespaced: Bool

  /// Where an object of the kind is.
  public func path(namespace: String?, name: String?) -> ObjectPath {
    ObjectPath(apiVersion, plural, namespace: isNamespaced ? namespace ?? "default" : nil, name: name)
  }
}

/// The kinds that a cluster has, group by group as they are asked for; what is known is shared by all copies of a
/// client.
final class Discovery: Sendable {
  private let known = Mutex<[String: [ResourceKindInfo]]>([:])

  func kinds(_ apiVersion: String) -> [ResourceKindInfo]? { known.withLock { $0[apiVersion] } }
  func learn(_ kinds: [ResourceKindInfo], of apiVersion: String) {
    known.withLock { $0[apiVersion] = kinds }
  }
}

extension KubernetesClient {
  /// What the cluster knows of a kind.
  ///
  /// - Throws: `.notFound` when it has none of that name.
  public func kind(_ kind: String, in apiVersion: String) async throws -> ResourceKindInfo {
    if let known = discovery.kinds(apiVersion)?.first(where: { $0.kind == kind }) { return known }
    let kinds = try await discover(apiVersion)
    discovery.learn(kinds, of: apiVersion)
    guard let found = kinds.first(where: { $0.kind == kind }) else {
      throw ProviderError(
        .notFound,
        "The cluster has no kind \"\(kind)\" in \"\(apiVersion)\". If a CustomResourceDefinition is to bring it, apply "
          + "that first.")
    }
    return found
  }

  /// APIResourceList of one group and version (`meta/v1`).
  private func discover(_ apiVersion: String) async throws -> [ResourceKindInfo] {
    let root = apiVersion.contains("/") ? "apis" : "api"
    do {
      let list = try await get("/\(path: "\(root)/\(apiVersion)")")
      return (list["resources"]?.elements ?? []).compactMap { ResourceKindInfo($0, apiVersion) }
    } catch let error as ProviderError where error.apiStatus?.code == 404 {
      throw ProviderError(
        .notFound,
        "The cluster has no API \"\(apiVersion)\". If a CustomResourceDefinition is to bring it, apply that first."
      )
    }
  }
}

extension ResourceKindInfo {
  /// nil for subresources.
  fileprivate init?(_ json: JSON, _ apiVersion: String) {
    guard let name = json["name"]?.asString, !name.contains("/"), let kind = json["kind"]?.asString else {
      return nil
    }
    self.init(
      apiVersion: apiVersion, kind: kind, plural: name, isNamespaced: json["namespaced"]?.asBool ?? false)
  }
}
