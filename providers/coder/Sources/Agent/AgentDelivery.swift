public import Values

/// What is to be laid into the machine of a running agent, so that it runs what the workspace's resources say.
///
/// Scripts and variables of their own resources know their agent, but the agent's machine may be older than
/// they are. So they come afterwards: once a change of the workspace is recorded, the program makes the
/// deliveries of all agents and writes each into the machine that it is for, whenever its files differ from
/// those delivered before (docs/decisions/0004-agents-without-a-server.md).
public struct AgentDelivery: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    /// Below ``AgentDelivery/folder``, without a slash in it.
    public var name: String
    public var content: String
  }

  public var agentID: String
  /// The absolute path in the machine. Its parent appears when the agent starts, and belongs to the agent's
  /// user: until then the machine is not ready for the delivery.
  public var folder: String
  /// To be written in this order: the last one makes the others count.
  public var files: [File]
  private var token: String?

  init(agentID: String, token: String?, _ files: AgentFiles) {
    self.agentID = agentID
    self.token = token
    folder = "/tmp/rcw-agent/\(agentID)/in"
    self.files = files.all.map { File(name: $0.name, content: $0.content) }
  }

  /// Whether a resource of another provider, as it is recorded, is the machine of this agent: the init script
  /// or the token is somewhere in it.
  public func isMeant(for object: Value) -> Bool {
    object.containsText { $0.contains(agentID) || token.map($0.contains) == true }
  }
}

/// A `coder_*` resource as the state records it.
public struct RecordedCoderResource: Sendable {
  /// `module.code-server[0].coder_script.code-server`
  public var address: String
  /// `coder_script`
  public var type: String
  /// `code-server`
  public var name: String
  public var object: Value

  public init(address: String, type: String, name: String, object: Value) {
    self.address = address
    self.type = type
    self.name = name
    self.object = object
  }
}

extension Value {
  /// Whether any string in the value passes the test.
  fileprivate func containsText(_ test: (String) -> Bool) -> Bool {
    switch content {
    case .null, .unknown, .bool, .number: false
    case .string(let text): test(text)
    case .list(let elements, _), .set(let elements, _), .tuple(let elements):
      elements.contains { $0.containsText(test) }
    case .map(let elements, _), .object(let elements): elements.values.contains { $0.containsText(test) }
    }
  }
}
