import Addresses
import ArgumentParser
import Engine
import StateStorage

struct StateShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print one recorded object.")

  @Argument(help: "The object's address, as `rcw state list` prints it.")
  var address: String

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let snapshot = try await run.stateStore().load().snapshot ?? StateSnapshot()
      guard let wanted = ResourceInstanceAddress(address), let instance = snapshot.instance(at: wanted),
        let provider = snapshot.resources[ResourceKey(wanted.module, wanted.resource)]?.provider
      else { throw StateEditing.missing(address, snapshot) }
      let objects = try await StateReader(providers: run.providers()).objects(
        of: instance, at: wanted, provider)
      let style = view.style(run.environment)
      Output.standard.print(
        objects.map { ObjectText(style: style, object: $0).text() }.joined(separator: "\n"))
      return .success
    }
  }
}
