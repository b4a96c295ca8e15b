import Glibc
import Hashing
public import ProviderKit
import Values

/// `random`: values that are drawn once and then kept in the state.
public struct RandomProvider: ProviderDeclaration {
  public static let name = "random"
  public static let schema = ResourceSchema("Values that are drawn once and then kept in the state.")
  public static var types: [ResourceType<RandomClient>] {
    [
      .managed(RandomBytesResource.self), .managed(RandomIDResource.self),
      .managed(RandomIntegerResource.self),
      .managed(RandomPasswordResource.self), .managed(RandomPetResource.self),
      .managed(RandomShuffleResource.self), .managed(RandomStringResource.self),
      .managed(RandomUUIDResource.self), .managed(RandomUUID4Resource.self),
      .managed(RandomUUID7Resource.self), .ephemeral(RandomPasswordEphemeral.self),
      .ephemeral(RandomBytesEphemeral.self),
    ]
  }

  private let client: RandomClient

  public init() { client = RandomClient(passwordCost: Bcrypt.defaultCost) }

  /// - Parameter passwordCost: Of hashing a password; less than usual in tests.
  init(passwordCost: Int) { client = RandomClient(passwordCost: passwordCost) }

  public func makeClient(_ configuration: EmptyConfiguration) -> RandomClient { client }
}

/// What drawing takes besides the arguments.
public struct RandomClient: Sendable {
  let passwordCost: Int

  /// The system's time, from 1970 on.
  func milliseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}

extension ResourceSchema.Member {
  /// The argument that every resource of this provider has.
  static var keepers: Self {
    .argument(
      "keepers", .map(.string), requiresReplace: true, "Any values; when one changes, another value is drawn."
    )
  }
}

/// Values that `keepers` may have. A null in it is as good as nothing.
typealias Keepers = [String: String?]
