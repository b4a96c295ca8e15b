import ArgumentParser
import Diagnostics
import StateStorage
import Values

struct OutputCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "output", abstract: "Print the recorded outputs.")

  @Argument(help: "One output; all when left out.")
  var name: String?

  @Flag(name: .customLong("raw"), help: "Print a string as it is, without quotes.")
  var raw = false

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    let json = view.json
    var plain = view
    plain.json = false
    try await Run(view: plain, variables: try VariableOptions.parse([]), state: state).perform { run in
      let outputs = try await run.stateStore().load().snapshot?.outputs ?? [:]
      guard let name else {
        Output.standard.print(json ? Self.json(outputs) : OutputsText(outputs).text)
        if outputs.isEmpty, !json { run.view.show([Self.noOutputs]) }
        return .success
      }
      guard let output = outputs[name] else { throw DiagnosticsError(Self.missing(name, outputs)) }
      Output.standard.print(try text(output, json: json))
      return .success
    }
  }

  private func text(_ output: OutputState, json: Bool) throws -> String {
    let value = output.value
    if json { return output.valueJSON.text() + "\n" }
    guard raw else { return ExpressionText().text(value) + "\n" }
    guard let string = try? value.converted(to: .string).asString else {
      throw DiagnosticsError(
        Diagnostic(
          "not-a-string", "Unsupported value for raw output",
          "The -raw option prints strings, numbers and bools, and this is \(value.type.friendlyNameWithArticle). Use -json."
        ))
    }
    return string
  }

  private static func json(_ outputs: [String: OutputState]) -> String {
    let members = outputs.sorted { $0.key < $1.key }.map { name, output in
      JSON.Member(
        name,
        ["sensitive": .bool(output.isSensitive), "type": JSON(output.value.type), "value": output.valueJSON])
    }
    return JSON.object(members).text(JSON.Style(isIndented: true)) + "\n"
  }

  private static let noOutputs = Diagnostic(
    .warning, "no-outputs", "No outputs found",
    "The state has no outputs, or has none yet: the configuration declares them with output blocks, and apply "
      + "records their values.")

  private static func missing(_ name: String, _ outputs: [String: OutputState]) -> Diagnostic {
    Diagnostic(
      "unknown-output", "Output not found",
      "The state has no output named \"\(name)\".\(Suggestion.sentence(for: name, in: outputs.keys)) Outputs are "
        + "recorded by apply.")
  }
}
