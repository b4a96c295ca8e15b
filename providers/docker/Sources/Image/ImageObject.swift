/// An image as the state records it.
struct ImageObject: Codable, Equatable, Sendable {
  var name: String
  var platform: String?
  var keepLocally: Bool?
  var forceRemove: Bool?
  var pullTriggers: [String]?
  var triggers: [String: String]?
  var build: [Build] = []
  var imageId: String?
  var repoDigest: String?

  /// The object with what the engine says of the image.
  func completed(with image: ImageInspection) -> ImageObject {
    var object = self
    object.imageId = image.id
    object.repoDigest = image.repoDigest(for: name)
    return object
  }

  /// The public provider's id of an image: two names of one image are two objects.
  func id(_ image: ImageInspection) -> String { image.id + name }
}

extension ImageObject {
  struct Build: Codable, Equatable, Sendable {
    struct Ulimit: Codable, Equatable, Sendable {
      var name: String
      var soft: Int
      var hard: Int
    }

    struct AuthConfig: Codable, Equatable, Sendable {
      var hostName: String
      var userName: String?
      var password: String?
      var auth: String?
      var email: String?
      var serverAddress: String?
      var identityToken: String?
      var registryToken: String?
    }

    struct Secret: Codable, Equatable, Sendable {
      var id: String
      var src: String?
      var env: String?
    }

    var context: String
    var remoteContext: String?
    var dockerfile: String?
    var buildArgs: [String: String]?
    var target: String?
    var platform: String?
    var pullParent: Bool?
    var noCache: Bool?
    var cacheFrom: [String]?
    var networkMode: String?
    var extraHosts: [String]?
    var securityOpt: [String]?

    var tag: [String]?
    var labels: [String: String]?
    var label: [String: String]?
    var squash: Bool?
    var suppressOutput: Bool?
    var remove: Bool?
    var forceRemove: Bool?
    var buildId: String?
    var version: String?
    var useLegacyBuilder: Bool?

    var isolation: String?
    var memory: Int?
    var memorySwap: Int?
    var shmSize: Int?
    var cpuShares: Int?
    var cpuPeriod: Int?
    var cpuQuota: Int?
    var cpuSetCpus: String?
    var cpuSetMems: String?
    var cgroupParent: String?
    var ulimit: [Ulimit] = []
    var authConfig: [AuthConfig] = []

    var additionalContexts: [String]?
    var cacheTo: [String]?
    var sessionId: String?
    var builder: String?
    var buildLogFile: String?
    var provenance: String?
    var sbom: String?
    var secrets: [Secret] = []
  }
}
