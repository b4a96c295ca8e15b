import Addresses
import ArgumentParser
import StateStorage

struct StateReplaceProviderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replace-provider", abstract: "Hand all objects of one provider to another.")

  @Argument(help: "The provider that manages them now, such as hashicorp/docker.")
  var old: String

  @Argument(help: "The provider that shall manage them.")
  var new: String

  @Flag(name: .customLong("auto-approve"), help: "Do not ask before anything is changed.")
  var autoApprove = false

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await StateEditing(view: view, state: state).edit("state replace-provider") { snapshot, _ in
      let providers = try (StateEditing.provider(old), StateEditing.provider(new))
      let keys = snapshot.replaceProvider(providers.0, with: providers.1)
      guard !keys.isEmpty else { return "No resources of \(providers.0) are recorded.\n" }
      let list = keys.map { "  \($0.instance(.none))\n" }.joined()
      let text = "These resources go from \(providers.0) to \(providers.1):\n\(list)"
      guard autoApprove || StateEditing.isConfirmed(text) else { throw CancellationError() }
      return "Successfully replaced the provider of \(keys.count) resource(s).\n"
    }
  }
}
