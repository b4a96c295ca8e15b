import ArgumentParser
import HCL
import Language
import Values

struct MetadataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metadata", abstract: "Print facts about the language for other programs.",
    subcommands: [FunctionsCommand.self])

  struct FunctionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "functions", abstract: "Print the signatures and descriptions of all functions as JSON.")

    /// Required by Terraform's command, which has no other form either.
    @Flag(name: .customLong("json"), help: "Print JSON, which is the only form there is.")
    var json = false

    func run() async throws {
      let library = FunctionLibrary(context: FunctionContext(workingDirectory: "/"))
      let signatures = library.functions.values.sorted { $0.name < $1.name }.flatMap { function in
        [function.name, "core::\(function.name)"].map { JSON.Member($0, function.signatureJSON) }
      }
      let sorted = signatures.sorted { $0.key < $1.key }
      let report: JSON = ["format_version": "1.0", "function_signatures": .object(sorted)]
      Output.standard.print(report.text() + "\n")
    }
  }
}

extension Function {
  /// In the form of `terraform metadata functions -json`.
  fileprivate var signatureJSON: JSON {
    var json: JSON = ["description": .string(summary), "return_type": resultJSON]
    if !parameters.isEmpty { json["parameters"] = .array(parameters.map(\.json)) }
    if let variadic { json["variadic_parameter"] = variadic.json }
    return json
  }

  private var resultJSON: JSON {
    switch result {
    case .type(let type): JSON(type)
    case .inferred: JSON(ValueType.dynamic)
    }
  }
}

extension Function.Parameter {
  fileprivate var json: JSON {
    var json: JSON = ["name": .string(name), "description": .string(summary)]
    if allowsNull { json["is_nullable"] = true }
    json["type"] = JSON(type)
    return json
  }
}
