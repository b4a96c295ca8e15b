import KubernetesAPI
import ProviderAPI

/// What the provider's resources work with.
public struct KubernetesCluster: Sendable {
  let client: KubernetesClient
  /// What the provider's configuration says of labels and annotations of others.
  let ignored: IgnoredKeys

  /// For reads of what is recorded.
  let lists: ObjectLists

  init(client: KubernetesClient, ignored: IgnoredKeys) {
    self.client = client
    self.ignored = ignored
    lists = ObjectLists(client)
  }

  var reader: ObjectReader { ObjectReader(ignored: ignored) }

  /// Who this program is to the cluster, where it records who wrote what.
  static let fieldManager = "rcw"
}
