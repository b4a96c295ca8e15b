import Addresses
import ArgumentParser
import StateStorage

struct StateRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Forget objects, and leave them as they are.",
    discussion: "What is still in the configuration is created anew by the next apply.")

  @Argument(help: "The addresses to forget: instances, resources or modules.")
  var addresses: [String]

  @Flag(name: .customLong("dry-run"), help: "Only say what would be forgotten.")
  var dryRun = false

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await StateEditing(view: view, state: state, isDryRun: dryRun).edit("state rm") { snapshot, _ in
      var gone: [ResourceInstanceAddress] = []
      for address in addresses {
        gone += try StateEditing.worded(&snapshot) { snapshot throws(StateEditError) in
          try snapshot.remove(StateEditing.selector(address))
        }
      }
      let lines = gone.map { "\(dryRun ? "Would remove" : "Removed") \($0)\n" }
      return lines.joined() + (dryRun ? "" : "Successfully removed \(gone.count) resource instance(s).\n")
    }
  }
}
