public import Values

/// What a provider is tried with: its own configuration, and objects that it may make.
public struct TrialWorld: Sendable {
  /// One managed resource to take through its life.
  struct Life: Sendable {
    var type: String
    var config: JSON
    /// The configuration after a change; nil for none.
    var changed: JSON?
  }

  /// nil where none is given.
  private(set) var provider: JSON?
  private(set) var lives: [Life] = []

  /// Nothing: only what touches no world can be tried.
  public init() {}

  /// Reads an object such as
  ///
  ///     {"provider": {"host": "…"}, "resources": {"docker_volume": {"config": {"name": "a"}, "changed": {…}}}}
  ///
  /// - Throws: ``TrialWorldError``.
  public init(_ json: JSON) throws(TrialWorldError) {
    for member in json.members ?? [] where !["provider", "resources"].contains(member.key) {
      throw TrialWorldError(
        description: "\"\(member.key)\" is not expected there, only provider and resources are.")
    }
    guard json.members != nil else { throw TrialWorldError(description: "It is no object of JSON.") }
    provider = json["provider"]
    for member in json["resources"]?.members ?? [] {
      guard let config = member.value["config"], config.members != nil else {
        throw TrialWorldError(description: "The resource \(member.key) has no object \"config\".")
      }
      lives.append(Life(type: member.key, config: config, changed: member.value["changed"]))
    }
  }
}

public struct TrialWorldError: Error, CustomStringConvertible, Sendable {
  public var description: String

  public init(description: String) { self.description = description }
}
