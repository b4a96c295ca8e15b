import Addresses
import ArgumentParser
import StateStorage

struct StateMoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mv", abstract: "Record objects under another address.",
    discussion: "Moves one instance, a whole resource or a module. The objects themselves are not touched.")

  @Argument(help: "The address to move, as `rcw state list` prints it.")
  var source: String

  @Argument(help: "The address to move it to.")
  var destination: String

  @Flag(name: .customLong("dry-run"), help: "Only say what would be moved.")
  var dryRun = false

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await StateEditing(view: view, state: state, isDryRun: dryRun).edit("state mv") { snapshot, _ in
      let moves = try StateEditing.worded(&snapshot) { snapshot throws(StateEditError) in
        try snapshot.move(StateEditing.selector(source), to: StateEditing.selector(destination))
      }
      let lines = moves.map { "\(dryRun ? "Would move" : "Move") \"\($0.from)\" to \"\($0.to)\"\n" }
      return lines.joined() + (dryRun ? "" : "Successfully moved \(moves.count) object(s).\n")
    }
  }
}
