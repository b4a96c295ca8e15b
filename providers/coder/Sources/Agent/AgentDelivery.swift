import ProviderAPI
import Values

/// Deliveries for the machines of agents, so that they run what the workspace's resources say.
///
/// Scripts and variables of their own resources know their agent, but the agent's machine may be older than
/// they are. So they come afterwards (docs/decisions/0005-agents-without-a-server.md).
extension CoderContext {
  /// The types whose objects an agent has to know of.
  static let agentTypes: Set<String> = [
    AgentResource.type, AppResource.type, EnvResource.type, ScriptResource.type,
  ]

  /// The deliveries for the agents among the workspace's objects. One whose init script is somebody else's
  /// gets none: it would not know what to do with it.
  ///
  /// - Throws: ``ProviderError`` with `.conflict` when variables may not meet and do, `.invalid` when an object
  ///   was recorded by other code.
  func deliveries(from objects: [RecordedObject]) throws -> [Delivery] {
    let objects = objects.sorted { $0.address < $1.address }
    return try objects.filter { $0.type == AgentResource.type }.compactMap { recorded in
      let agent = try recorded.decoded(AgentObject.self)
      guard InitScript.isOwn(agent.initScript ?? "") else { return nil }
      return try delivery(for: recorded, agent, from: objects)
    }
  }

  private func delivery(
    for recorded: RecordedObject, _ agent: AgentObject, from objects: [RecordedObject]
  ) throws -> Delivery {
    var files = AgentFiles(agent, accessURL: CoderEnvironment(environment)["CODER_AGENT_URL"])
    var environment = AgentEnvironment(identity(of: recorded) + files.environment)
    for other in objects where other.agentID == recorded.id {
      switch other.type {
      case EnvResource.type:
        try environment.add(try other.decoded(EnvResource.Object.self), from: other.address)
      case ScriptResource.type:
        files.jobs.append(AgentJob(try other.decoded(ScriptResource.Object.self), other.id))
      case AppResource.type:
        files.jobs += AgentJob.healthcheck(of: try other.decoded(AppResource.Object.self))
      default: break
      }
    }
    files.environment = environment.variables
    return Delivery(
      summary: "\(files.summary) \(recorded.address)", marker: InitScript.marker(of: recorded.id),
      folder: "/tmp/rcw-agent/\(recorded.id)/in", files: files.all)
  }

  /// What a workspace's scripts are told about where they run.
  private func identity(of agent: RecordedObject) -> [(name: String, value: String)] {
    let workspace = WorkspaceIdentity(key: workspaceKey, CoderEnvironment(environment))
    return [
      ("CODER_WORKSPACE_AGENT_NAME", agent.name), ("CODER_WORKSPACE_ID", workspace.id),
      ("CODER_WORKSPACE_NAME", workspace.name), ("CODER_WORKSPACE_OWNER_NAME", workspace.ownerName),
    ]
  }
}

extension AgentFiles {
  /// What of it people care for, to stand before the agent's address.
  fileprivate var summary: String {
    switch jobs.count(where: { $0.runsOnStart || $0.runsOnStop }) {
    case 0: "the settings of"
    case 1: "1 script for"
    case let count: "\(count) scripts for"
    }
  }
}

extension RecordedObject {
  fileprivate var id: String { object.keyedElements?["id"]?.asString ?? "" }
  fileprivate var agentID: String? { object.keyedElements?["agent_id"]?.asString }

  fileprivate func decoded<Object: Decodable>(_ type: Object.Type) throws -> Object {
    do {
      return try ValueDecoder().decode(type, from: object)
    } catch {
      throw ProviderError(.invalid, "\(address) as it is recorded cannot be read.", cause: error)
    }
  }
}
