/// The answer to `ImageInspect`, as far as it is used here.
struct ImageInspection: Decodable, Sendable {
  var id: String
  var repoTags: [String]?
  var repoDigests: [String]?
  var config: ContainerInspection.Config?

  /// The digest under which a registry knows the image; empty when it never came from or went to one.
  ///
  /// An image can be in several registries: the one of `name` wins, then the first.
  func repoDigest(for name: String) -> String {
    let digests = repoDigests ?? []
    guard let reference = ImageReference(name) else { return digests.first ?? "" }
    return digests.first { $0.hasPrefix(reference.familiarName + "@") } ?? digests.first ?? ""
  }
}
