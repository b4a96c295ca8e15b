import Addresses
import ArgumentParser
import Diagnostics
import StateStorage
import Values

struct StateHistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List the states before this one, latest first.")

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let store = try await run.stateStore()
      let history = store.history
      var text = "SERIAL  WRITTEN               OBJECTS\n"
      for version in history.versions() {
        let objects = try await store.earlier(version.serial).map { "\($0.addresses.count)" } ?? "?"
        text += "\("\(version.serial)".padded(to: 6))  \(version.written)  \(objects)\n"
      }
      Output.standard.print(history.versions().isEmpty ? "No earlier state is kept.\n" : text)
      return .success
    }
  }
}

struct StateRestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring an earlier state back.",
    discussion: "Only the record changes: the next plan shows how it differs from what exists.")

  @Argument(help: "The serial of the state, as `rcw state history` prints it.")
  var serial: Int

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await StateEditing(view: view, state: state).edit("state restore") { snapshot, run in
      guard var earlier = try await run.stateStore().earlier(serial) else {
        throw DiagnosticsError(
          Diagnostic(
            "unknown-version", "No such state",
            "No state with the serial \(serial) is kept. rcw state history lists what is."))
      }
      // Recording the change raises the serial by one.
      earlier.serial = snapshot.serial
      let isSame = earlier == snapshot
      snapshot = earlier
      return isSame
        ? "The state is the same as that of serial \(serial).\n"
        : "Restored the state of serial \(serial): \(earlier.addresses.count) object(s), as serial \(earlier.serial + 1).\n"
    }
  }
}
