import ProviderAPI
import ProviderKit
import Values

/// `coder_agent`: what runs the scripts of a workspace.
///
/// The public provider makes another token at each read, so that each plan replaces the machine. Here the
/// token stays what it was: a plan without edits is a no-op, and nothing checks the token that would need
/// another. The init script is made when the agent is created and then stays too (README.md).
struct AgentResource: CoderResource {
  static let type = "coder_agent"
  static let isAsRecorded = false
  static let schema = AgentSchema.schema

  typealias Object = AgentObject

  let client: CoderClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    config.duplicates("key", in: "metadata").map { place, key in
      ProviderDiagnostic(
        "Duplicate metadata", "There are several metadata blocks with the key \"\(key)\".", at: place)
    } + monitoringProblems(config)
  }

  private static func monitoringProblems(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard let monitoring = config.blocks("resources_monitoring").first else { return [] }
    let place = AttributePath("resources_monitoring")
    if monitoring["memory"].elements?.isEmpty == true, monitoring["volume"].elements?.isEmpty == true {
      let detail = "A resources_monitoring block needs a memory block or a volume block."
      return [ProviderDiagnostic("Nothing to monitor", detail, at: place)]
    }
    return monitoring.duplicates("path", in: "volume").map { _, path in
      ProviderDiagnostic(
        "Duplicate volume", "There are several volume blocks with the path \"\(path)\".", at: place)
    }
  }

  static func adjust(_ plan: inout ResourcePlan) {
    plan.dropEmptyChanges()
    if !plan.config.isSet("startup_script_behavior"), plan.config["login_before_ready"].asBool == false {
      plan.set("startup_script_behavior", to: .string("blocking"))
    }
    if plan.isCreate, !plan["display_apps"].isKnown, plan.config["display_apps"].isKnown {
      plan.set(
        "display_apps", to: .set([AgentObject.DisplayApps.usual], of: AgentObject.DisplayApps.usual.type))
    }
  }

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    let id = client.makeID()
    var object = wanted
    object.token = runningToken ?? client.makeID()
    object.initScript = try foreignScript(for: wanted) ?? ownScript(id, wanted)
    return Created(id: id, object)
  }

  func read(id: String, prior: Object?) throws -> Object? {
    guard var object = prior else { return nil }
    object.token = runningToken ?? object.token
    if let script = foreignScript(for: object) {
      object.initScript = script
    } else if !InitScript.isOwn(object.initScript ?? "") {
      object.initScript = try ownScript(id, object)
    }
    return object
  }

  /// The token of a workspace that was made in advance and is now being given to its owner. The name ends in
  /// the hash of an agent's name, which Coder leaves empty.
  private var runningToken: String? {
    client.environment["CODER_RUNNING_WORKSPACE_AGENT_TOKEN_\("".sha256)"]
  }

  /// The program of a Coder server, when the environment brings one along.
  private func foreignScript(for agent: Object) -> String? {
    client.environment["CODER_AGENT_SCRIPT_\(agent.os)_\(agent.arch)"]?
      .replacing("${ACCESS_URL}", with: client.accessURL.root).replacing("${AUTH_TYPE}", with: agent.auth)
  }

  /// - Throws: `.invalid` when the scripts are too long for the init script to bring them along.
  private func ownScript(_ id: String, _ agent: Object) throws -> String {
    guard agent.os != "windows" else { return "" }
    let accessURL = client.environment["CODER_AGENT_URL"]
    return try InitScript(agentID: id, supply: client.supply, accessURL: accessURL, agent: agent).text()
  }
}
