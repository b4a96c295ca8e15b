import Addresses
import ArgumentParser
import Diagnostics
import StateStorage

struct StatePushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Put a state file in the place of the state.",
    discussion: "A state of another lineage, or one that is older, is refused unless -force is given.")

  @Argument(help: "The state file to put there; - for standard input.")
  var file: String

  @Flag(help: "Put it there whatever the lineages and serials say.")
  var force = false

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await StateEditing(view: view, state: state).edit("state push", isRescue: true) { snapshot, run in
      var pushed = try await run.stateStore().codec.decode(try content())
      if !snapshot.lineage.isEmpty, !force { try compare(pushed, with: snapshot) }
      // Recording the change raises the serial by one again.
      pushed.serial = max(pushed.serial, snapshot.serial + 1) - 1
      snapshot = pushed
      return ""
    }
  }

  private func content() throws -> [UInt8] {
    guard let content = try FileAccess.read(file == "-" ? "/dev/stdin" : file) else {
      throw DiagnosticsError(Diagnostic("no-file", "No such file", "There is no state at \(file.quoted)."))
    }
    return content
  }

  private func compare(_ pushed: StateSnapshot, with current: StateSnapshot) throws {
    let reason: String? =
      if pushed.lineage != current.lineage {
        "its lineage is \(pushed.lineage), and that of the state is \(current.lineage): they belong to different objects"
      } else if pushed.serial < current.serial {
        "its serial is \(pushed.serial), and the state has come to \(current.serial) already"
      } else {
        nil
      }
    guard let reason else { return }
    throw DiagnosticsError(
      Diagnostic(
        "refused-push", "State refused",
        "\(file) is not put in the place of the state: \(reason). Nothing was changed. -force does it all the same."
      ))
  }
}
