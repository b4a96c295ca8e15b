import Addresses
import ArgumentParser
import Diagnostics
import StateStorage

struct TaintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "taint", abstract: "Have an object replaced by the next apply.")

  @Argument(help: "The object's address.")
  var address: String

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await StateEditing(view: view, state: state).edit("taint") { snapshot, _ in
      let target = try StateEditing.instance(address)
      guard snapshot.setTainted(true, at: target) != nil else {
        throw StateEditing.missing(address, snapshot)
      }
      return "Resource instance \(target) has been marked as tainted.\n"
    }
  }
}

struct UntaintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "untaint", abstract: "Take back that an object has to be replaced.")

  @Argument(help: "The object's address.")
  var address: String

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await StateEditing(view: view, state: state).edit("untaint") { snapshot, _ in
      let target = try StateEditing.instance(address)
      switch snapshot.setTainted(false, at: target) {
      case nil: throw StateEditing.missing(address, snapshot)
      case true?: return "Resource instance \(target) has been successfully untainted.\n"
      case false?:
        throw DiagnosticsError(Diagnostic("not-tainted", "Not tainted", "\(target) is not tainted."))
      }
    }
  }
}
