import ProviderAPI
import ProviderKit

/// The files in an agent's folder `in`, from which `agent.sh` knows what to run.
struct AgentFiles {
  /// Exported to everything that is run, in this order.
  var environment: [(name: String, value: String)]
  /// The folder that scripts start in; relative to the home.
  var directory: String?
  var jobs: [AgentJob]

  /// What the agent's own block says. Names that no shell has variables of are left out.
  ///
  /// - Parameter accessURL: Where a Coder server really is; nil when there is none.
  init(_ agent: AgentObject, accessURL: String?) {
    environment = accessURL.map { [("CODER_AGENT_URL", $0)] } ?? []
    for (name, value) in (agent.env ?? [:]).sorted(by: { $0.key < $1.key }) {
      if let value, ShellText.isName(name) { environment.append((name, value)) }
    }
    directory = agent.dir
    jobs = agent.jobs
  }

  /// The manifest, which makes the others count, is the last.
  var all: [Delivery.File] {
    var files = [
      Delivery.File(name: "coder", content: Self.command),
      Delivery.File(name: "env", content: environmentText),
    ]
    for job in jobs {
      files.append(Delivery.File(name: "\(job.name).settings", content: job.settings))
      files.append(Delivery.File(name: "\(job.name).script", content: job.script))
    }
    let serial = files.map { "\($0.name)\0\($0.content)" }.joined(separator: "\0").sha256.prefix(16)
    let lines = [String(serial)] + jobs.map(\.name) + ["end"]
    return files + [Delivery.File(name: "manifest", content: lines.joined(separator: "\n") + "\n")]
  }

  /// What scripts find as the command `coder`.
  private static let command = String(decoding: PackageResources.coder_sh, as: UTF8.self)

  /// One command, so that no value sees what another is set to.
  private var environmentText: String {
    let work = "_work=\(ShellText.expandingHome(directory ?? ""))\n"
    if environment.isEmpty { return work }
    return work + "export" + environment.map { " \\\n  \($0)=\(ShellText.expanding($1))" }.joined() + "\n"
  }
}
