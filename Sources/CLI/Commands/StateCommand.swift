import Addresses
import ArgumentParser
import Diagnostics
import Engine
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
      guard let wanted = ResourceInstanceAddress(address), let instance = snapshot.instance(at: wanted),
        let provider = snapshot.resources[ResourceKey(wanted.module, wanted.resource)]?.provider
      else { throw DiagnosticsError(missing(snapshot)) }
      let objects = try await StateReader(providers: run.providers()).objects(
        of: instance, at: wanted, provider)
      let style = view.style(run.environment)
      Output.standard.print(
        objects.map { ObjectText(style: style, object: $0).text() }.joined(separator: "\n"))
      return .success
    }
  }
}

extension StateShowCommand {
  private func missing(_ snapshot: StateSnapshot) -> Diagnostic {
    let known = snapshot.resources.flatMap { key, resource in
      resource.instances.keys.map { "\(key.instance($0))" }
    }
    return Diagnostic(
      "unknown-object", "No such object",
      "The state has no object \"\(address)\".\(Suggestion.sentence(for: address, in: known)) rcw state list "
        + "prints what there is.")
  }
}
