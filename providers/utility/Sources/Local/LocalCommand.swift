import ProviderAPI
import ProviderKit
import Values

/// A program to run on this machine, as `local_command` is told to.
struct LocalCommand {
  var program: String
  /// Those that are null are left out.
  var arguments: [String?]?
  var input: String?
  var directory: String?
  /// What is added to the environment, or put in place of what is there.
  var variables: [String: String]?

  static let members: [ResourceSchema.Member] = [
    .argument("command", .string, .required, "The program: a path, or a name to look for in `PATH`."),
    .argument("arguments", .list(.string), "Its arguments, as they are; no shell is involved."),
    .argument("stdin", .string, "What it reads from its standard input."),
    .argument("working_directory", .string, "Where it runs; in the working directory if unset."),
  ]

  /// - Throws: `.invalid` when it cannot be run.
  func run(
    _ client: LocalClient, onOutput: (@Sendable (ProcessRunner.Stream, [UInt8]) -> Void)? = nil
  ) async throws(ProviderError) -> ProcessRunner.Result {
    let command = ProcessCommand(
      program, (arguments ?? []).compactMap(\.self),
      environment: client.environment.merging(variables ?? [:]) { _, given in given }, directory: directory)
    var runner = ProcessRunner()
    runner.onOutput = onOutput
    do {
      return try await runner.run(command, input: Array((input ?? "").utf8))
    } catch {
      throw ProviderError(.invalid, "\(error)", attribute: AttributePath("command"))
    }
  }

  /// Why a program that did not succeed counts as failed.
  func failure(_ ended: ProcessRunner.Result) -> ProviderError {
    let status =
      switch ended.status {
      case .exited(let code): "exited with status \(code)"
      case .killed(let signal): "was killed by signal \(signal)"
      }
    let message = String(decoding: ended.errorOutput.suffix(4096), as: UTF8.self)
    let told = message.allSatisfy(\.isWhitespace) ? " It wrote nothing to standard error." : "\n\(message)"
    return ProviderError(
      .invalid, "The program \(program) \(status).\(told)", attribute: AttributePath("command"))
  }
}
