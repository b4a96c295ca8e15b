import ProviderAPI
import Provisioners
import Synchronization
import Testing
import Values

struct LocalExecTests {
  private let provisioner = LocalExec(environment: ["PATH": "/usr/bin:/bin", "INHERITED": "yes"])

  /// The lines that a run tells, less the first, which says what is executed.
  private func lines(_ arguments: KeyedValues) async throws -> [String] {
    let said = Mutex<[String]>([])
    var config = KeyedValues(provisioner.schema.attributes.map { ($0.key, Value.null($0.value.type)) })
    for (name, value) in arguments { config[name] = value }
    try await provisioner.run(
      ProvisionRequest(config: .object(config), connection: .null(.dynamic))
    ) { line in said.withLock { $0.append(line) } }
    return Array(said.withLock { $0 }.dropFirst())
  }

  @Test func `a command runs in a shell, with an environment and in a folder`() async throws {
    let told = try await lines([
      "command": .string("echo $INHERITED $GIVEN; pwd; printf unfinished"),
      "environment": .map(["GIVEN": .string("too")], of: .string), "working_dir": .string("/usr"),
    ])
    #expect(told == ["yes too", "/usr", "unfinished"])
  }

  @Test func `an interpreter takes the command as its last argument`() async throws {
    let told = try await lines([
      "command": .string("a b"),
      "interpreter": .list([.string("/bin/echo"), .string("-n"), .string("x")], of: .string),
    ])
    #expect(told == ["x a b"])
  }

  @Test func `what is written as an error is told as well`() async throws {
    #expect(try await lines(["command": .string("echo oops >&2")]) == ["oops"])
  }

  @Test(arguments: [("exit 3", "exit status 3"), ("kill -9 $$", "signal 9")])
  func `a command that fails is a failure that says how it ended`(command: String, how: String) async {
    await #expect { _ = try await lines(["command": .string(command)]) } throws: { error in
      "\(error)".contains(how)
    }
  }

  @Test func `a program that there is not is a failure`() async {
    await #expect(throws: ProviderError.self) {
      _ = try await lines([
        "command": .string("x"), "interpreter": .list([.string("no-such-program")], of: .string),
      ])
    }
  }
}
