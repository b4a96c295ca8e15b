import Addresses
import ArgumentParser
import StateStorage
import Values

struct StateListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print the address of every recorded object.")

  @Argument(help: "Only these resources, instances and modules.")
  var addresses: [String] = []

  @Option(help: ArgumentHelp("Only objects with this id.", valueName: "id"))
  var id: String?

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let snapshot = try await run.stateStore().load().snapshot ?? StateSnapshot()
      var found: [ResourceInstanceAddress] = addresses.isEmpty ? snapshot.addresses : []
      for text in addresses {
        let selected = snapshot.addresses(in: try StateEditing.selector(text))
        guard !selected.isEmpty else { throw StateEditing.missing(text, snapshot) }
        found += selected.filter { !found.contains($0) }
      }
      if let id {
        found = found.filter { snapshot.instance(at: $0)?.current?.attributes["id"] == .string(id) }
      }
      Output.standard.print(found.map { "\($0)\n" }.joined())
      return .success
    }
  }
}
