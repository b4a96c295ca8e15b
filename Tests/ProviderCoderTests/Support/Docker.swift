import Glibc
import TestSupport
import Testing

/// The Docker engine of this machine, by its command.
enum Docker {
  static func run(_ arguments: String...) -> Processes.Outcome { run(arguments) }

  static func run(_ arguments: [String]) -> Processes.Outcome {
    var environment: [String: String] = [:]
    for name in ["DOCKER_HOST", "HOME"] { environment[name] = getenv(name).map { String(cString: $0) } }
    return Processes.run(["docker"] + arguments, environment: environment)
  }
}

/// A container whose first process is an agent, gone when the value is.
final class AgentContainer {
  let name = "rcw-test-\(UInt32.random(in: 0 ... .max))-agent"
  /// As the container's user, in the agent's folder.
  private let folder = "/tmp/rcw-agent/\(AgentTrial.agentID)"

  init(_ script: String, command: [String] = []) {
    let words = ["run", "--detach", "--name", name, "--entrypoint", "sh", "rcw-base:latest", "-c", script]
    let outcome = Docker.run(words + command)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
  }

  deinit { _ = Docker.run("rm", "--force", "--volumes", name) }

  /// What a shell's command says in the container.
  func run(_ command: String) -> String {
    Docker.run("exec", "--workdir", folder, name, "sh", "-c", command).output
  }

  /// The status once the start has come to its end.
  func settledStatus() -> String {
    run(
      "until [ -s status ]; do sleep 0.1; done; while [ $(cat status) = starting ]; do sleep 0.1; done; cat status"
    )
  }

  func inspect(_ format: String) -> String { Docker.run("inspect", "--format", format, name).output }
}
