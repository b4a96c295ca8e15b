import ArgumentParser
import Diagnostics
import StateStorage

struct ForceUnlockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "force-unlock", abstract: "Take a lock away that a dead run has left behind.",
    discussion: """
      The message of a refused command tells the id. A lock on a state file ends with its process, so only other \
      backends leave any. Never take one from a run that is still at work.
      """)

  @Argument(help: "The id of the lock.")
  var id: String

  @Flag(help: "Do not ask.")
  var force = false

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let store = try await run.stateStore()
      let text =
        "The lock \(id) on \(store.document.name) is taken away. Whoever has it may still be at work, and two at once "
        + "can spoil the state."
      guard force || StateEditing.isConfirmed(text, "-force") else { return .failure }
      try await store.document.breakLock(id)
      Output.standard.print("The state is unlocked.\n")
      return .success
    }
  }
}
