import Addresses
import ArgumentParser
import Diagnostics
import Engine
import StateStorage
import Values

struct StateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state", abstract: "Look at what is recorded, and put the record right by hand.",
    subcommands: [
      StateListCommand.self, StateShowCommand.self, StateMoveCommand.self, StateRemoveCommand.self,
      StateReplaceProviderCommand.self, StatePullCommand.self, StatePushCommand.self,
      StateHistoryCommand.self, StateRestoreCommand.self,
    ])
}

struct StateListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print the address of every recorded object.")

  @Argument(help: "Only these resources, instances and modules.")
  var addresses: [String] = []

  @Option(help: ArgumentHelp("Only objects with this id.", valueName: "id"))
  var id: String?

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let snapshot = try await run.stateStore.load().snapshot ?? StateSnapshot()
      var found: [ResourceInstanceAddress] = addresses.isEmpty ? snapshot.addresses : []
      for text in addresses {
        let selected = snapshot.addresses(in: try StateEditing.selector(text))
        guard !selected.isEmpty else { throw StateEditing.missing(text, snapshot) }
        found += selected.filter { !found.contains($0) }
      }
      if let id {
        found = found.filter { snapshot.instance(at: $0)?.current?.attributes["id"] == .string(id) }
      }
      Output.standard.print(found.map { "\($0)\n" }.joined())
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

// MARK: Changing the record

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

// MARK: The state as a whole

struct StatePullCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull", abstract: "Print the state file as it stands.")

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      guard let snapshot = try await run.stateStore.load().snapshot else { return .success }
      Output.standard.print(String(decoding: StateFile.encode(snapshot), as: UTF8.self))
      return .success
    }
  }
}

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
    try await StateEditing(view: view, state: state).edit("state push", isRescue: true) { snapshot, _ in
      var pushed = try StateFile.decode(try content())
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

struct StateHistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List the states before this one, latest first.")

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      let history = run.stateStore.history
      var text = "SERIAL  WRITTEN               OBJECTS\n"
      for version in history.versions() {
        let objects = try history.load(version.serial).map { "\($0.addresses.count)" } ?? "?"
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
      let history = run.stateStore.history
      guard var earlier = try history.load(serial) else {
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
