import TestSupport
import Testing

@testable import ProviderCoder

/// The agent's program, in each of the shells that it has to do with.
@Suite struct AgentProgramTests {
  // MARK: The start

  @Test(arguments: AgentShell.allCases)
  func `a startup script that succeeds makes the agent ready`(shell: AgentShell) throws {
    let trial = try AgentTrial(.make(startup: "echo hello; echo oops >&2"), in: shell, AgentTrial.printStatus)
    #expect(trial.outcome.output.contains(#"{"state":"ready","exit_code":0,"login":"open","time":""#))
    #expect(trial.file("log/startup.log") == "hello\noops\n")
    #expect(trial.file("job/startup/result")?.hasPrefix("0 20") == true)
  }

  @Test func `an agent without scripts is ready`() throws {
    let trial = try AgentTrial(.make(), AgentTrial.printStatus)
    #expect(trial.outcome.output.contains(#""state":"ready""#))
  }

  @Test(arguments: AgentShell.allCases)
  func `a startup script that fails is told, with what it said last`(shell: AgentShell) throws {
    let agent = AgentObject.make(startup: "echo bye\nexit 3", isBlocking: true)
    let trial = try AgentTrial(agent, in: shell, AgentTrial.printStatus)
    #expect(trial.outcome.output.contains(#"{"state":"start_error","exit_code":3,"#))
    #expect(trial.outcome.output.contains("The startup script failed with exit code 3"))
    #expect(trial.outcome.output.contains("\nbye\n"))
    #expect(trial.outcome.exitCode == 0)
  }

  @Test func `a script that fails and does not block is told, and keeps nobody out`() throws {
    let trial = try AgentTrial(.make(startup: "exit 3"), AgentTrial.printStatus)
    #expect(trial.outcome.output.contains(#"{"state":"ready","exit_code":3,"login":"open""#))
    #expect(trial.outcome.output.contains("The startup script failed with exit code 3"))
  }

  @Test(arguments: AgentShell.allCases)
  func `a script that takes too long is ended with all that it started`(shell: AgentShell) throws {
    let script = "sleep 1000 & echo $! >~/child; wait"
    let job = AgentJob(
      name: "slow", title: "Slow", script: script, runsOnStart: true, timeout: 1, blocksLogin: true)
    let trial = try AgentTrial(
      script: InitScript.carrying(AgentFiles.of(job)), in: shell,
      "\(AgentTrial.printStatus); while kill -0 $(cat ~/child) 2>/dev/null; do sleep 0.05; done; echo gone")
    #expect(trial.outcome.output.contains(#""state":"start_timeout""#))
    #expect(trial.outcome.output.contains("Slow took longer than 1 s"))
    #expect(trial.outcome.output.hasSuffix("gone\n"))
  }

  /// The startup script waits for what only the command can do.
  @Test(arguments: AgentShell.allCases)
  func `a script that does not block goes on beside the command`(shell: AgentShell) throws {
    let agent = AgentObject.make(startup: "while [ ! -f ~/go ]; do sleep 0.05; done")
    let trial = try AgentTrial(agent, in: shell, #"cat "$A/status"; : >~/go; settled; cat "$A/status""#)
    #expect(trial.outcome.output.hasSuffix("starting\nready\n"))
  }

  @Test(arguments: AgentShell.allCases)
  func `the command waits for a script that blocks`(shell: AgentShell) throws {
    let agent = AgentObject.make(startup: #"cp "$A/status.json" ~; sleep 0.3; : >~/done"#, isBlocking: true)
    let trial = try AgentTrial(agent, in: shell, #"ls ~/done; cat "$A/status""#)
    #expect(trial.outcome.output.hasSuffix("/done\nready\n"))
    #expect(trial.home("status.json")?.contains(#""state":"starting""#) == true)
  }

  @Test func `scripts run at the same time`() throws {
    let one = AgentJob(
      name: "one", title: "One", script: "until [ -f ~/two ]; do sleep 0.05; done", runsOnStart: true)
    let two = AgentJob(name: "two", title: "Two", script: ": >~/two", runsOnStart: true)
    let trial = try AgentTrial(script: InitScript.carrying(AgentFiles.of(one, two)), AgentTrial.printStatus)
    #expect(trial.outcome.output.contains(#""state":"ready""#))
  }

  @Test func `output of any size does not hold a script up`() throws {
    let agent = AgentObject.make(startup: "yes 0123456789 | head -c 5000000")
    let trial = try AgentTrial(agent, #"settled; wc -c <"$A/log/startup.log""#)
    #expect(trial.outcome.output == "5000000\n")
  }

  @Test func `a program that a script leaves behind does not hold it up`() throws {
    let agent = AgentObject.make(startup: "sleep 1000 & echo $! >~/child")
    let trial = try AgentTrial(agent, "\(AgentTrial.printStatus); kill $(cat ~/child) && echo was alive")
    #expect(trial.outcome.output.contains(#""state":"ready""#))
    #expect(trial.outcome.output.hasSuffix("was alive\n"))
  }

  // MARK: What scripts find

  @Test(arguments: AgentShell.allCases)
  func `scripts find the agent's environment`(shell: AgentShell) throws {
    let env: [String: String?] = [
      "PLAIN": #"a 'b' "c" `id` \ é"#, "OUTER": "<$FROM_IMAGE-${FROM_IMAGE}>", "NONE": nil,
      "UNSET": "[$NOBODY]",
      "PATH": "/opt/x:$PATH", "FROM_IMAGE": "changed", "PRICE": "5 $ or $(id)",
    ]
    let script =
      #"printf '%s\n' "$PLAIN" "$OUTER" "$UNSET" "$PRICE" "$PATH" "$CODER" "${NONE-unset}" "$USER""#
    let trial = try AgentTrial(
      .make(startup: script, env: env), in: shell, environment: ["FROM_IMAGE": "image"], "settled")
    let lines = trial.file("log/startup.log")?.split(separator: "\n").map(String.init) ?? []
    #expect(lines.prefix(4) == [#"a 'b' "c" `id` \ é"#, "<image-image>", "[]", "5 $ or $(id)"])
    #expect(lines[4].hasPrefix("/opt/x:\(trial.folder.path)/agents/\(AgentTrial.agentID)/bin:"))
    #expect(lines[5] == "true")
    #expect(lines[6] == "unset")
    #expect(!lines[7].isEmpty)
  }

  @Test(arguments: [
    (nil, "home"), ("$HOME/a", "home/a"), ("~/a", "home/a"), ("a", "home/a"), ("~", "home"),
    ("/nowhere", "home"),
  ])
  func `scripts start in the agent's folder, or else the home`(dir: String?, place: String) throws {
    let trial = try AgentTrial(.make(startup: "pwd -P", dir: dir), "settled")
    #expect(trial.file("log/startup.log") == "\(trial.folder.path)/\(place)\n")
  }

  @Test(arguments: AgentShell.allCases)
  func `a script's first line names its interpreter`(shell: AgentShell) throws {
    let jobs = [
      "#!/bin/sh\necho posix", "#!/usr/bin/env -S bash -e\n[[ a == a ]]\nfalse\necho not here",
      "#! /bin/cat\nitself", "#!/bin/sh\r\necho dos\r\n", "#!/nowhere/at/all\n",
    ].enumerated().map { AgentJob(name: "job-\($0)", title: "", script: $1, runsOnStart: true) }
    var files = AgentFiles(.make(), accessURL: nil)
    files.jobs = jobs
    let trial = try AgentTrial(script: InitScript.carrying(files.all), in: shell, "settled")
    #expect(trial.file("log/job-0.log") == "posix\n")
    #expect(trial.file("job/job-1/result")?.hasPrefix("1 ") == true)
    #expect(trial.file("log/job-2.log") == "#! /bin/cat\nitself")
    #expect(trial.file("log/job-3.log") == "dos\r\n")
    #expect(trial.file("job/job-4/result")?.hasPrefix("127 ") == true)
  }

  @Test func `output goes where the script wants it`() throws {
    let job = AgentJob(
      name: "job", title: "", script: "echo here", runsOnStart: true, logPath: "~/logs/$NAME.log")
    let trial = try AgentTrial(
      script: InitScript.carrying(AgentFiles.of(job)), environment: ["NAME": "mine"], "settled")
    #expect(trial.home("logs/mine.log") == "here\n")
  }

  // MARK: What repeats

  @Test(arguments: AgentShell.allCases)
  func `values are found again and again, and failures counted`(shell: AgentShell) throws {
    let agent = AgentObject.make(metadata: [
      .init(key: "count", script: "echo x >>~/runs; wc -l <~/runs", interval: 1, timeout: 1),
      .init(key: "once", script: "echo once; echo more >&2", interval: 0),
      .init(key: "broken", script: "exit 4", interval: 1),
    ])
    let trial = try AgentTrial(
      agent, in: shell, #"until grep -q ' 2$' "$A/job/metadata-2/result"; do sleep 0.1; done"#)
    #expect(trial.file("job/metadata-1/value") == "once\nmore\n")
    #expect(trial.file("job/metadata-2/result")?.hasPrefix("4 ") == true)
    #expect((trial.home("runs")?.split(separator: "\n").count ?? 0) >= 2)
  }

  // MARK: The end

  @Test(arguments: AgentShell.allCases)
  func `at the end the stop scripts run, and the agent is off`(shell: AgentShell) throws {
    let agent = AgentObject.make(shutdown: #"cat "$A/status" >~/seen; echo stopping"#)
    let trial = try AgentTrial(agent, in: shell, "settled; kill -TERM $PPID; exec sleep 1000")
    #expect(trial.home("seen") == "shutting_down\n")
    #expect(trial.file("log/shutdown.log") == "stopping\n")
    #expect(trial.file("status") == "off\n")
    #expect(trial.outcome.exitCode == 143)
  }

  @Test(arguments: AgentShell.allCases)
  func `an end in the middle of the start ends its scripts`(shell: AgentShell) throws {
    let agent = AgentObject.make(
      startup: "trap 'echo ended >~/seen; exit' TERM; echo $$ >~/pid; sleep 1000 & wait")
    let trial = try AgentTrial(
      agent, in: shell, "until [ -s ~/pid ]; do sleep 0.05; done; kill -TERM $PPID; exec sleep 1000")
    #expect(trial.home("seen") == "ended\n")
    #expect(trial.file("status") == "off\n")
  }

  @Test(arguments: AgentShell.allCases)
  func `the agent ends with its command, and as it does`(shell: AgentShell) throws {
    let trial = try AgentTrial(.make(shutdown: "echo stopped"), in: shell, "exit 7")
    #expect(trial.outcome.exitCode == 7)
    #expect(trial.file("log/shutdown.log") == "stopped\n")
    #expect(trial.file("status.json")?.contains(#"{"state":"off","exit_code":7,"#) == true)
  }
}
