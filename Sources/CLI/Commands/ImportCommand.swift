import Addresses
import ArgumentParser
import Diagnostics
import Engine
import Language
import StateStorage

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take over an object that exists already.",
    discussion: "The configuration has to hold the resource block. Nothing but the state is changed.")

  @Argument(help: "The address in the configuration, such as docker_volume.home.")
  var address: String

  @Argument(help: "The id of the object, as its provider documents it.")
  var id: String

  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: variables, state: state).perform { run in
      let target = try StateEditing.instance(address)
      var options = PlanOptions()
      options.mode = .refreshOnly
      options.targets = [.resource(target)]
      options.imports = [target: .id(id)]
      let prepared = try await Planning(run: run, options: options).prepare()
      guard prepared.declares(target) else { throw undeclared(target) }
      return try await run.withState(for: "import", prepared.root) { session in
        let state = try await prepared.settle(session.initial, in: session)
        guard state.instance(at: target)?.current == nil else { throw taken(target) }
        let outcome = try await prepared.apply(try await prepared.plan(state), in: session)
        run.view.show(outcome.diagnostics)
        guard outcome.state.instance(at: target)?.current != nil else {
          guard outcome.diagnostics.hasErrors else { throw uncounted(target) }
          return .failure
        }
        run.view.note("\nImport successful! \(target) is recorded in the state now.\n")
        return .success
      }
    }
  }

  private func undeclared(_ target: ResourceInstanceAddress) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "undeclared", "Resource is not in the configuration",
        "There is no block for \(target). Write one before importing, for instance:\n"
          + "    resource \"\(target.resource.type)\" \"\(target.resource.name)\" {\n    }"))
  }

  private func uncounted(_ target: ResourceInstanceAddress) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "undeclared", "Instance is not in the configuration",
        "There is a block for \(target.resource), but its count or for_each makes no \(target)."))
  }

  private func taken(_ target: ResourceInstanceAddress) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "address-taken", "Resource is managed already",
        "The state has an object at \(target). To import another one in its place, forget that one first:\n"
          + "    rcw state rm \("\(target)".shellQuoted)"))
  }
}

extension PreparedRun {
  /// Whether the configuration has a block for the address, whatever its count or for_each.
  fileprivate func declares(_ address: ResourceInstanceAddress) -> Bool {
    var module: Optional = root
    for name in address.module.module.names { module = module?.children[name] }
    return module?.resources[address.resource] != nil
  }
}

struct RefreshCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh", abstract: "Bring the state up to date with what exists.",
    discussion: "The same as `rcw apply -refresh-only -auto-approve`.")

  @OptionGroup var planning: PlanningOptions
  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    var options = try planning.engineOptions()
    options.mode = .refreshOnly
    let chosen = options
    try await Run(view: view, variables: variables, state: state).perform { run in
      try await Applying(run: run, options: chosen, isApproved: true).apply()
    }
  }
}
