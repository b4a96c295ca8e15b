import Glibc
import Testing

@testable import ProviderKit

struct ProcessRunnerTests {
  private let environment = ["PATH": "/usr/bin:/bin", "GREETING": "hello"]

  private func shell(_ script: String, directory: String? = nil) -> ProcessCommand {
    ProcessCommand("sh", ["-c", script], environment: environment, directory: directory)
  }

  @Test func `a program gets input, environment and directory, and both outputs are kept apart`() async throws
  {
    let command = shell("cat; echo $GREETING $HOME; pwd; echo oops >&2; exit 3", directory: "/usr")
    let result = try await ProcessRunner().run(command, input: Array("in ".utf8))
    #expect(result.status == .exited(code: 3))
    #expect(String(decoding: result.output, as: UTF8.self) == "in hello\n/usr\n")
    #expect(String(decoding: result.errorOutput, as: UTF8.self) == "oops\n")
  }

  @Test func `much in and much out do not wait for each other`() async throws {
    let input = [UInt8](repeating: 120, count: 3_000_000)
    let result = try await ProcessRunner().run(shell("cat; cat /dev/null"), input: input)
    #expect(result.output == input)
  }

  @Test func `a program that does not read its input is no error`() async throws {
    let result = try await ProcessRunner().run(
      shell("exit 0"), input: [UInt8](repeating: 1, count: 3_000_000))
    #expect(result.status.isSuccess)
  }

  @Test func `a signal that ends a program is told apart`() async throws {
    let result = try await ProcessRunner().run(shell("kill -TERM $$"))
    #expect(result.status == .killed(signal: SIGTERM))
  }

  @Test func `signals are unblocked and nothing of ours is open`() async throws {
    let script = "sed -n 's/^Sig[BI][lg][kn]:.//p' /proc/self/status; ls /proc/self/fd"
    let result = try await ProcessRunner().run(shell(script))
    let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    // The C library keeps two above the first 31 to itself.
    let signals = lines.prefix(2).map { UInt64($0, radix: 16).map { $0 & 0x7fff_ffff } }
    #expect(signals == [0, 0])
    // The fourth is the directory that ls reads.
    #expect(lines.dropFirst(2) == ["0", "1", "2", "3"])
  }

  @Test func `a program that takes too long is killed with all it started`() async throws {
    var runner = ProcessRunner(timeout: .milliseconds(300))
    runner.grace = .milliseconds(100)
    let started = Journal<Int32>()
    runner.onOutput = { _, bytes in
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
        if let id = Int32(line) { started.note(id) }
      }
    }
    await #expect(throws: ProcessError(.timedOut, "")) {
      try await runner.run(shell("trap '' TERM; sleep 1000 & echo $!; echo $$; wait; wait"))
    }
    #expect(started.entries.count == 2)
    for id in started.entries { #expect(await isGone(id)) }
  }

  @Test func `cancelling the task ends the program`() async throws {
    let (started, note) = AsyncStream<Int32>.makeStream()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        var runner = ProcessRunner()
        runner.onOutput = { _, bytes in
          note.yield(Int32(String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }) ?? 0)
        }
        await #expect(throws: CancellationError.self) {
          try await runner.run(shell("echo $$; exec sleep 1000"))
        }
      }
      for await id in started {
        group.cancelAll()
        await group.waitForAll()
        #expect(id > 0)
        #expect(await isGone(id))
        break
      }
    }
  }

  @Test func `what is left in the background keeps nobody waiting`() async throws {
    let result = try await ProcessRunner().run(shell("sleep 1000 & echo $!"))
    #expect(result.status.isSuccess)
    let id = try #require(Int32(String(decoding: result.output.dropLast(), as: UTF8.self)))
    #expect(kill(id, SIGKILL) == 0)
  }

  @Test func `too much output is an error`() async throws {
    var runner = ProcessRunner()
    runner.maxOutputBytes = 1000
    await #expect(throws: ProcessError(.tooMuchOutput, "")) { try await runner.run(shell("yes")) }
  }

  @Test(arguments: [
    ("no-such-program", nil, ProcessError.Code.notFound), ("/etc/passwd", nil, .notFound),
    ("", nil, .notFound),
    ("/", nil, .notStarted), ("sh", "/no/such/folder", .notStarted), ("sh\u{0}", nil, .notStarted),
  ])
  func `what cannot be started says why`(program: String, directory: String?, code: ProcessError.Code) async {
    let command = ProcessCommand(program, environment: environment, directory: directory)
    let error = await #expect(throws: ProcessError.self) { try await ProcessRunner().run(command) }
    #expect(error?.code == code)
  }

  @Test func `neither arguments nor environment are shown`() {
    let command = ProcessCommand("login", ["--password", "hunter2"], environment: ["TOKEN": "t0ken"])
    var dumped = "\(command)"
    dump(command, to: &dumped)
    #expect(!dumped.contains("hunter2") && !dumped.contains("t0ken"))
  }

  /// Whether a process is no more, or only waits to be noticed by its parent.
  private func isGone(_ id: Int32) async -> Bool {
    for _ in 0..<200 {
      let state = (try? await ProcessRunner().run(shell("cat /proc/\(id)/stat")))?.output ?? []
      let fields = String(decoding: state, as: UTF8.self).split(separator: " ")
      if fields.count < 3 || fields[2] == "Z" { return true }
      await Task.yield()
    }
    return false
  }
}
