/// What the program hands to the provider in place of a Coder server.
public struct CoderContext: Sendable {
  /// The environment of the process, in which the values of a build stand as Coder sets them (README.md).
  public var environment: [String: String]
  /// Tells this workspace's state from every other, such as the absolute path of its directory. What the
  /// environment does not identify gets identifiers derived from it, the same ones in every run.
  public var workspaceKey: String
  /// Shared by all instances of the provider in one run.
  public var parameters: ParameterDesk
  public var supply: AgentSupply

  public init(
    environment: [String: String], workspaceKey: String, parameters: ParameterDesk = ParameterDesk(),
    supply: AgentSupply = .embedded
  ) {
    self.environment = environment
    self.workspaceKey = workspaceKey
    self.parameters = parameters
    self.supply = supply
  }
}

/// How an agent gets what it runs (docs/decisions/0005-agents-without-a-server.md).
public enum AgentSupply: Hashable, Sendable {
  /// The init script brings along what the `coder_agent` block says, and the agent starts at once. What other
  /// resources say is run when it is delivered.
  case embedded
  /// The init script brings along nothing: the program delivers everything once the workspace exists. Until
  /// then the agent waits; after `patience` it says so.
  case delivered(patience: Duration)
}
