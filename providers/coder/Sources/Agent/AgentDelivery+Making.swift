import ProviderAPI
import Values

extension CoderContext {
  /// The deliveries for the agents among the workspace's resources.
  ///
  /// - Throws: ``ProviderError`` with `.conflict` when variables may not meet and do, `.invalid` when an object
  ///   was recorded by other code.
  public func deliveries(from resources: [RecordedCoderResource]) throws -> [AgentDelivery] {
    let resources = resources.sorted { $0.address < $1.address }
    return try resources.filter { $0.type == AgentResource.type }.map { agent in
      try delivery(for: agent, from: resources)
    }
  }

  private func delivery(
    for resource: RecordedCoderResource, from resources: [RecordedCoderResource]
  ) throws -> AgentDelivery {
    let agent = try resource.decoded(AgentObject.self)
    var files = AgentFiles(agent, accessURL: CoderEnvironment(environment)["CODER_AGENT_URL"])
    var environment = AgentEnvironment(identity(of: resource) + files.environment)
    for other in resources where other.agentID == resource.id {
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
    return AgentDelivery(agentID: resource.id, token: agent.token, files)
  }

  /// What a workspace's scripts are told about where they run.
  private func identity(of agent: RecordedCoderResource) -> [(name: String, value: String)] {
    let workspace = WorkspaceIdentity(key: workspaceKey, CoderEnvironment(environment))
    return [
      ("CODER_WORKSPACE_AGENT_NAME", agent.name), ("CODER_WORKSPACE_ID", workspace.id),
      ("CODER_WORKSPACE_NAME", workspace.name), ("CODER_WORKSPACE_OWNER_NAME", workspace.ownerName),
    ]
  }
}

extension RecordedCoderResource {
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

extension AgentJob {
  fileprivate init(_ script: ScriptResource.Object, _ id: String) {
    self.init(name: "script-\(id)", title: script.displayName, script: script.script)
    runsOnStart = script.runOnStart
    runsOnStop = script.runOnStop
    timeout = script.timeout
    blocksLogin = script.startBlocksLogin
    logPath = script.logPath
  }

  /// The job that asks an application whether it is up. Its failures in a row are for the reader to compare
  /// with the threshold.
  fileprivate static func healthcheck(of app: AppResource.Object) -> [AgentJob] {
    guard let check = app.healthcheck.first, let slug = app.slug else { return [] }
    let url = ShellText.quoted(check.url)
    let script = """
      #!/bin/sh
      if command -v curl >/dev/null; then
        answer=$(curl -s -o /dev/null -m \(max(1, check.interval)) -w '%{http_code}' -- \(url)) || exit
        echo "$answer"
        [ "$answer" -lt 500 ]
      elif command -v wget >/dev/null; then
        wget -q -T \(max(1, check.interval)) -O /dev/null -- \(url)
      else
        echo "neither curl nor wget is there to ask"
        exit 127
      fi

      """
    return [
      AgentJob(
        name: "app-\(slug)", title: "The check of \(slug)", script: script, interval: max(1, check.interval))
    ]
  }
}
