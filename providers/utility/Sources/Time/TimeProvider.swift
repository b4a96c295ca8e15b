public import ProviderAPI
public import ProviderKit
import Values

/// `time`: moments that are taken once and then kept in the state, and waiting.
public struct TimeProvider: ProviderDeclaration {
  public static let name = "time"
  public static let schema = ResourceSchema("Moments that are taken once and then kept, and waiting.")
  public static var types: [ResourceType<TimeClient>] {
    [
      .managed(TimeOffsetResource.self), .managed(TimeRotatingResource.self),
      .managed(TimeSleepResource.self),
      .managed(TimeStaticResource.self),
    ]
  }

  public static var functions: [String: ProviderFunction] { TimeFunctions.all }

  private let client: TimeClient

  public init() { client = TimeClient(clock: ContinuousClock(), now: Timestamp.now) }

  init(client: TimeClient) { self.client = client }

  public func makeClient(_ configuration: EmptyConfiguration) -> TimeClient { client }
}

/// The time, and what waits for it to pass.
public struct TimeClient: Sendable {
  let clock: any Clock<Duration>
  /// In UTC.
  let now: @Sendable () -> Timestamp
}
