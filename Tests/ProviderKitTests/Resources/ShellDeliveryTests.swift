import ProviderAPI
import ProviderKit
import TestSupport
import Testing

@Suite struct ShellDeliveryTests {
  private let machine = TemporaryDirectory()

  private func delivery(_ content: String, manifest: String = "1\nend\n") -> Delivery {
    Delivery(
      summary: "2 files", marker: "m", folder: "\(machine.path)/it's here",
      files: [.init(name: "job.script", content: content), .init(name: "manifest", content: manifest)])
  }

  private func deliver(
    _ delivery: Delivery, patience: Duration = .zero, shell: [String] = ShellDelivery.command
  ) async throws -> DeliveryOutcome {
    try await ShellDelivery(delivery, patience: patience).run(in: LocalProcess(shell))
  }

  @Test(arguments: [
    "", "echo a\n", "no end of a line", "it's \\ $A `b` %s \t\u{1}\u{7F}\0 \"", "é\u{301}\u{1F600}\n",
    String(repeating: "0123456789\\'\n", count: 20_000),
  ])
  func `files arrive as they are`(content: String) async throws {
    machine.write("it's here/.keep", "")
    #expect(try await deliver(delivery(content)) == .delivered)
    #expect(machine.read("it's here/job.script") == content)
    #expect(machine.read("it's here/manifest") == "1\nend\n")
    #expect(machine.read("it's here/job.script.new") == nil)
  }

  @Test func `what is there already is left alone, what is new replaces it`() async throws {
    machine.write("it's here/manifest", "1\nend\n")
    machine.write("it's here/job.script", "kept")
    #expect(try await deliver(delivery("new")) == .alreadyThere)
    #expect(machine.read("it's here/job.script") == "kept")
    #expect(try await deliver(delivery("new", manifest: "2\nend\n")) == .delivered)
    #expect(machine.read("it's here/job.script") == "new")
  }

  @Test func `a folder that does not appear is waited for no longer than wanted`() async throws {
    guard case .notReady(let reason) = try await deliver(delivery("x")) else {
      Issue.record("something was delivered")
      return
    }
    #expect(reason.contains("it's here has not appeared within 0s"))
  }

  @Test func `a folder that appears while it is waited for gets its files`() async throws {
    let folder = machine.path
    async let made: Void = {
      try await pause(for: .milliseconds(300))
      _ = try await ProcessRunner().run(ProcessCommand("mkdir", ["\(folder)/it's here"], environment: .path))
    }()
    #expect(try await deliver(delivery("x"), patience: .seconds(20)) == .delivered)
    try await made
  }

  @Test func `what keeps files from being written is told`() async throws {
    machine.write("it's here/job.script.new/.keep", "")
    let error = await #expect(throws: ProviderError.self) { try await deliver(delivery("x")) }
    #expect(error?.message.contains("it's here: the shell ended with exit code") == true)
    #expect(error?.message.contains("job.script.new") == true)
  }

  /// A terminal repeats what it is sent, takes no line above 4096 bytes, and control characters are commands to it.
  @Test(arguments: [true, false])
  func `the program passes through a terminal`(hasFolder: Bool) async throws {
    if hasFolder { machine.write("it's here/.keep", "") }
    let content = String(repeating: "echo 'it is' \\ \u{3}\u{4}\t", count: 2000)
    let shell = ["sh", "-c", #"tee "$0" | sh; cat "$0""#, "\(machine.path)/program"]
    switch try await deliver(delivery(content), shell: shell) {
    case .delivered: #expect(machine.read("it's here/job.script") == content)
    case .notReady: #expect(!hasFolder)
    case let outcome: Issue.record("\(outcome)")
    }
    let program = try #require(machine.read("program"))
    #expect(program.split(separator: "\n").allSatisfy { $0.utf8.count < 4096 })
    #expect(!program.utf8.contains { $0 < 0x20 && $0 != UInt8(ascii: "\n") })
  }
}

extension [String: String] {
  fileprivate static let path = ["PATH": "/usr/bin:/bin"]
}

/// A program of this machine as one inside of an object.
private final class LocalProcess: RunningProcess {
  private let child: ChildProcess

  init(_ command: [String]) throws {
    child = try ChildProcess(
      ProcessCommand(command[0], Array(command.dropFirst()), environment: .path))
  }

  func write(_ bytes: [UInt8]) async throws { try await child.write(bytes) }
  func finishWriting() { child.finishInput() }
  func resize(_ terminal: Terminal) async throws {}

  func read() async throws -> ProcessOutput? {
    if let bytes = try await child.readOutput() { return .standard(bytes) }
    return try await child.readErrorOutput().map(ProcessOutput.error)
  }

  func exitCode() async throws -> Int {
    guard case .exited(let code) = try await child.waitForExit() else { return -1 }
    return Int(code)
  }
}
