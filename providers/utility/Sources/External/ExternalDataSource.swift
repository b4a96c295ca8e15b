import ProviderAPI
import ProviderKit
import Values

/// `external`: the result of a program that reads its query as a JSON object from standard input and writes
/// a JSON object of strings to standard output. An exit status other than 0 is an error, told by what the
/// program wrote to standard error.
///
/// Protocol: hashicorp/external 2.3, "External Data Source". Its id is always `-`.
struct ExternalDataSource: DataSource {
  static let type = "external"
  static let schema = ResourceSchema(
    "The result of a program.",
    .argument("program", .list(.string), .required, "The program and its arguments; no shell is involved."),
    .argument("working_dir", .string, "Where the program runs; the current directory if unset."),
    .argument("query", .map(.string), "What the program gets as a JSON object."),
    .computed("result", .map(.string), "What the program answered."))

  struct Object: Codable {
    var program: [String]
    var workingDir: String?
    var query: [String: String]?
    var result: [String: String]?
  }

  let client: ExternalClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard config["program"].elements?.isEmpty == true else { return [] }
    return [
      ProviderDiagnostic(
        "External Program Missing", "The list must hold at least the program's name.", at: .init("program"))
    ]
  }

  func read(_ config: Object) async throws -> DataResult<Object> {
    let query = (config.query ?? [:]).sorted { $0.key < $1.key }
    let input = JSON.object(query.map { .init($0.key, .string($0.value)) }).bytes()
    let command = ProcessCommand(
      config.program[0], Array(config.program.dropFirst()), environment: client.environment,
      directory: config.workingDir)
    let ended = try await run(command, input)
    guard ended.status.isSuccess else { throw failure(command, ended) }
    var object = config
    object.result = try answer(ended.output, of: command)
    return DataResult(id: "-", object)
  }

  private func run(_ command: ProcessCommand, _ input: [UInt8]) async throws -> ProcessRunner.Result {
    do { return try await ProcessRunner().run(command, input: input) } catch let error as ProcessError {
      throw ProviderError(.invalid, error.message, attribute: .init("program"))
    }
  }

  private func failure(_ command: ProcessCommand, _ ended: ProcessRunner.Result) -> ProviderError {
    let message = String(decoding: ended.errorOutput.suffix(4096), as: UTF8.self)
    let status =
      switch ended.status {
      case .exited(let code): "exited with status \(code)"
      case .killed(let signal): "was killed by signal \(signal)"
      }
    let told = message.allSatisfy(\.isWhitespace) ? " It wrote nothing to standard error." : "\n\(message)"
    return ProviderError(.invalid, "The program \(command) \(status).\(told)", attribute: .init("program"))
  }

  private func answer(_ output: [UInt8], of command: ProcessCommand) throws(ProviderError) -> [String: String]
  {
    guard let members = (try? JSON.parse(output))?.members else {
      throw ProviderError(
        .protocolViolation, "The program \(command) did not answer with one JSON object.",
        attribute: .init("program"))
    }
    var result: [String: String] = [:]
    for member in members {
      guard let text = member.value.asString else {
        throw ProviderError(
          .protocolViolation,
          "The program \(command) answered with a \(member.value.kind) for \"\(member.key)\"; all values must be "
            + "strings.", attribute: .init("program"))
      }
      result[member.key] = text
    }
    return result
  }
}
