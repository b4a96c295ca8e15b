import Addresses
import ArgumentParser
import Language

struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Fetch the modules that the configuration calls, and list where they are.",
    discussion: "Not needed before other commands: they fetch what is missing themselves.")

  @Flag(name: .customLong("update"), help: "Choose versions anew, whatever the lock file says.")
  var updates = false

  @OptionGroup var view: ViewOptions

  func run() async throws {
    let run = Run(view: view, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    try await run.perform { run in
      let (root, warnings) = try await run.loadConfiguration(choosingAnew: updates)
      run.view.show(warnings)
      Output.standard.print(Self.list(root))
      return .success
    }
  }

  /// `- net in modules/net`, a line for each call.
  private static func list(_ module: ModuleConfig) -> String {
    module.children.sorted { $0.key < $1.key }.map { _, child in
      "- \(child.path.names.joined(separator: ".")) in \(child.directory)\n\(list(child))"
    }.joined()
  }
}
