import ProviderKit

/// Where objects of one kind, or one of them, are in a cluster's API.
public struct ObjectPath: Hashable, Sendable {
  /// `v1`, `apps/v1`
  public var apiVersion: String
  /// `persistentvolumeclaims`
  public var plural: String
  /// nil for what is in no namespace, and for all namespaces.
  public var namespace: String?
  /// nil for all.
  public var name: String?
  /// `log`, `exec`, `status`
  public var subresource: String?

  public init(
    _ apiVersion: String, _ plural: String, namespace: String? = nil, name: String? = nil,
    subresource: String? = nil
  ) {
    self.apiVersion = apiVersion
    self.plural = plural
    self.namespace = namespace
    self.name = name
    self.subresource = subresource
  }

  /// The same kind and namespace without a name.
  public var collection: ObjectPath { ObjectPath(apiVersion, plural, namespace: namespace) }

  /// Below the server's address; a part that would lead elsewhere makes it one that cannot be requested.
  var api: APIPath {
    let root = apiVersion.contains("/") ? "apis" : "api"
    let parts = [namespace.map { ["namespaces", $0] } ?? [], [plural], name.map { [$0] } ?? []].flatMap { $0 }
    let all = apiVersion.split(separator: "/").map(String.init) + parts + (subresource.map { [$0] } ?? [])
    return "/\(path: ([root] + all).joined(separator: "/"))"
  }

  /// `deployments team/web`
  public var text: String {
    let owner = namespace.map { "\($0)/" } ?? ""
    return "\(plural) \(owner)\(name ?? "")"
  }
}
