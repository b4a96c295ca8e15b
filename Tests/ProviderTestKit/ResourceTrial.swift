public import ProviderAPI
public import Testing
public import Values

/// One resource's life from creation to deletion, in a world that the test hands in with the provider.
public struct ResourceTrial: Sendable {
  public var type: String
  /// Configured, and talking to a fake or real world.
  public var provider: any Provider
  public var config: KeyedValues
  /// The configuration with changes that are made in place; nil when every change requires replacement.
  public var changed: KeyedValues?
  /// The configuration with a change that requires replacement.
  public var replacing: KeyedValues?
  /// What names an object to an import; nil for a resource that cannot be imported.
  public var importID: (@Sendable (Value) -> String)? = { $0.keyedElements?["id"]?.asString ?? "" }
  /// The attributes that an import cannot know.
  public var notImported: Set<String> = []
  /// Whether the object is nowhere but in the state, so that it cannot be gone.
  public var isOnlyRecorded = false
  /// Values that no error and no progress may show.
  public var secrets: [String] = []

  public init(
    _ type: String, of provider: any Provider, _ config: KeyedValues, changed: KeyedValues? = nil,
    replacing: KeyedValues? = nil
  ) {
    self.type = type
    self.provider = provider
    self.config = config
    self.changed = changed
    self.replacing = replacing
  }

  /// Takes the resource through its life, and records an issue for each promise that it breaks.
  public func verify(at location: SourceLocation = #_sourceLocation) async throws {
    let run = try await TrialRun(self, Findings(subject: type, location: location))
    try await run.run()
  }
}
