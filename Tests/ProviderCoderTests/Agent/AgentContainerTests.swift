import ProviderAPI
import ProviderKit
import TestSupport
import Testing

@testable import ProviderCoder

/// The agent as the first process of a container.
@Suite(.enabled(if: DockerEngine.isWanted))
struct AgentContainerTests {
  @Test func `the agent runs the scripts as the container's user`() throws {
    let container = AgentContainer(try InitScript(.make(startup: "id -un; pwd")).text())
    #expect(container.settledStatus() == "ready\n")
    #expect(container.run("cat log/startup.log") == "coder\n/home/coder\n")
  }

  @Test func `what others leave behind is reaped`() throws {
    let script = "for n in 1 2 3 4 5; do (sleep 0.1 & exec true); done; sleep 0.3"
    let container = AgentContainer(try InitScript(.make(startup: script)).text())
    #expect(container.settledStatus() == "ready\n")
    #expect(container.run("grep -l '^State:.Z' /proc/[0-9]*/status | wc -l") == "0\n")
  }

  /// Docker waits a minute; the agent has to end long before it is killed, which shows in the exit code.
  @Test func `a stop runs the stop scripts and ends everything`() throws {
    let agent = AgentObject.make(
      startup: "(trap 'echo asked >/home/coder/asked; exit' TERM; sleep 1000 & wait) &",
      shutdown: "echo stopped >/home/coder/stopped")
    let container = AgentContainer(try InitScript(agent).text())
    #expect(container.settledStatus() == "ready\n")
    #expect(Docker.run("stop", "--time", "60", container.name).exitCode == 0)
    #expect(container.inspect("{{.State.ExitCode}}") == "0\n")
    #expect(Docker.run("start", container.name).exitCode == 0)
    #expect(container.run("cat /home/coder/stopped /home/coder/asked") == "stopped\nasked\n")
  }

  @Test func `a container that is restarted starts over with what was delivered`() throws {
    let container = AgentContainer(try InitScript(.make(), .delivered(patience: .seconds(60))).text())
    let files = AgentFiles.of(
      AgentJob(name: "job", title: "", script: "echo run >>~/runs", runsOnStart: true))
    for file in files {
      _ = container.run(
        "until [ -d in ]; do sleep 0.1; done; printf %b '\(ShellText.escaped(file.content))' >in/\(file.name)"
      )
    }
    #expect(container.run("until [ -f job/job/result ]; do sleep 0.1; done; cat ~/runs") == "run\n")
    #expect(Docker.run("restart", container.name).exitCode == 0)
    #expect(container.settledStatus() == "ready\n")
    #expect(container.run("cat ~/runs") == "run\nrun\n")
  }

  @Test func `a container with a command ends with it`() throws {
    let script = try InitScript(.make(startup: "true")).text()
    let container = AgentContainer(script, command: ["sh", "sh", "-c", "exit 7"])
    #expect(Docker.run("wait", container.name).output == "7\n")
  }
}
