import ProviderAPI
import ProviderKit
import Values

/// `local_command`: runs a program on this machine, and shows what it writes to its standard output.
struct LocalCommandAction: ProviderAction {
  static let type = "local_command"
  static let schema = ResourceSchema(
    "Runs a program on this machine.",
    members: LocalCommand.members + [
      .argument("environment", .map(.string), "Variables for it beside those of the environment.")
    ]
  ).withoutID

  struct Config: Codable {
    var command: String
    var arguments: [String?]?
    var stdin: String?
    var workingDirectory: String?
    var environment: [String: String]?
  }

  let client: LocalClient

  func invoke(_ config: Config, _ operation: Operation) async throws {
    let command = LocalCommand(
      program: config.command, arguments: config.arguments, input: config.stdin,
      directory: config.workingDirectory, variables: config.environment)
    let ended = try await command.run(client)
    guard ended.status.isSuccess else { throw command.failure(ended) }
    let output = String(decoding: ended.output, as: UTF8.self)
    if !output.isEmpty { operation.report(output) }
  }
}
