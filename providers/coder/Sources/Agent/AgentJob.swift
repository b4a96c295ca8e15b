import ProviderKit

/// Something that an agent runs: what `agent.sh` calls a job.
struct AgentJob {
  /// Unique in the agent, and safe as the name of a file.
  var name: String
  /// What people call it.
  var title: String
  var script: String
  var runsOnStart = false
  var runsOnStop = false
  /// Seconds between two runs of a job that repeats; 0 for a single run whose output counts. nil for a job
  /// that does not repeat.
  var interval: Int?
  /// In seconds; 0 for none.
  var timeout = 0
  var blocksLogin = false
  /// nil for the agent's own folder; relative to `/tmp`.
  var logPath: String?

  /// The shell variables by which the agent knows the job.
  var settings: String {
    var lines = ["_title=\(ShellText.quoted(title))"]
    if runsOnStart { lines.append("_on_start=yes") }
    if runsOnStop { lines.append("_on_stop=yes") }
    if blocksLogin { lines.append("_blocks=yes") }
    if let interval { lines.append("_every=\(max(0, interval))") }
    if timeout > 0 { lines.append("_timeout=\(timeout)") }
    if let logPath, !logPath.isEmpty { lines.append("_log=\(ShellText.expandingHome(logPath))") }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension AgentObject {
  /// What the agent's own block has it run.
  var jobs: [AgentJob] {
    var jobs: [AgentJob] = []
    if let script = startupScript, !script.isEmpty {
      jobs.append(
        AgentJob(
          name: "startup", title: "The startup script", script: script, runsOnStart: true,
          blocksLogin: startupScriptBehavior == "blocking"))
    }
    if let script = shutdownScript, !script.isEmpty {
      jobs.append(AgentJob(name: "shutdown", title: "The shutdown script", script: script, runsOnStop: true))
    }
    return jobs
      + metadata.enumerated().map { index, item in
        AgentJob(
          name: "metadata-\(index)", title: item.displayName ?? item.key, script: item.script,
          interval: item.interval, timeout: item.timeout ?? item.interval)
      }
  }
}

extension AgentJob {
  init(_ script: ScriptResource.Object, _ id: String) {
    self.init(name: "script-\(id)", title: script.displayName, script: script.script)
    runsOnStart = script.runOnStart
    runsOnStop = script.runOnStop
    timeout = script.timeout
    blocksLogin = script.startBlocksLogin
    logPath = script.logPath
  }

  /// The job that asks an application whether it is up. Its failures in a row are for the reader to compare
  /// with the threshold.
  static func healthcheck(of app: AppResource.Object) -> [AgentJob] {
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
