import Addresses
import ArgumentParser
import Diagnostics
import StateStorage
import Values

struct StateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state", abstract: "Look at what is recorded.",
    subcommands: [StateListCommand.self, StateShowCommand.self])
}

struct StateListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print the address of every recorded object.")

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let resources = try await run.stateStore.load().snapshot?.resources ?? [:]
      let addresses = resources.flatMap { key, resource in resource.instances.keys.map(key.instance) }
      Output.standard.print(addresses.sorted().map { "\($0)\n" }.joined())
      return .success
    }
  }
}

struct StateShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print one recorded object.")

  @Argument(help: "The object's address, as `rcw state list` prints it.")
  var address: String

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let snapshot = try await run.stateStore.load().snapshot ?? StateSnapshot()
      guard let wanted = ResourceInstanceAddress(address), let object = snapshot.instance(at: wanted)?.current
      else {
        throw DiagnosticsError(
          Diagnostic("unknown-object", "No such object", "The state has no object \"\(address)\"."))
      }
      Output.standard.print(ObjectText(wanted, object).text())
      return .success
    }
  }
}

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print everything that is recorded.")

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let snapshot = try await run.stateStore.load().snapshot ?? StateSnapshot()
      let objects = snapshot.resources.flatMap { key, resource in
        resource.instances.compactMap { instance, objects in
          objects.current.map { (key.instance(instance), $0) }
        }
      }
      let texts = objects.sorted { $0.0 < $1.0 }.map { ObjectText($0, $1).text() }
      Output.standard.print(texts.isEmpty ? "The state is empty.\n" : texts.joined(separator: "\n"))
      run.view.show(snapshot.outputs)
      return .success
    }
  }
}
