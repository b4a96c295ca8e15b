import ProviderAPI
import ProviderKit
import Values

/// `local_command`: what a program on this machine writes, and how it ends.
struct LocalCommandDataSource: DataSource {
  static let type = "local_command"
  static let schema = ResourceSchema(
    "What a program on this machine writes.",
    members: LocalCommand.members + [
      .argument(
        "allow_non_zero_exit_code", .bool,
        "Whether the program may end with another status than 0, which is an error if unset."),
      .computed("exit_code", .number, "The status that it ended with."),
      .computed("stdout", .string, "What it wrote to its standard output."),
      .computed("stderr", .string, "What it wrote to its standard error."),
    ]
  ).withoutID

  struct Object: Codable {
    var command: String
    var arguments: [String?]?
    var stdin: String?
    var workingDirectory: String?
    var allowNonZeroExitCode: Bool?
    var exitCode: Int?
    var stdout: String?
    var stderr: String?
  }

  let client: LocalClient

  func read(_ config: Object) async throws -> DataResult<Object> {
    let command = LocalCommand(
      program: config.command, arguments: config.arguments, input: config.stdin,
      directory: config.workingDirectory)
    let ended = try await command.run(client)
    guard case .exited(let code) = ended.status, code == 0 || config.allowNonZeroExitCode == true else {
      throw command.failure(ended)
    }
    var object = config
    object.exitCode = Int(code)
    object.stdout = String(decoding: ended.output, as: UTF8.self)
    object.stderr = String(decoding: ended.errorOutput, as: UTF8.self)
    return DataResult(id: "", object)
  }
}
