import Addresses
import ArgumentParser
import Diagnostics
import StateStorage

/// A change of the state by hand, made while it is locked.
struct StateEditing: Sendable {
  let view: ViewOptions
  let state: StateOptions
  /// Whether the change is only described.
  var isDryRun = false

  /// - Parameters:
  ///   - isRescue: whether the change may be what brings back the outcome of an interrupted run.
  ///   - change: makes the change, and says what to print about it.
  func edit(
    _ operation: String, isRescue: Bool = false,
    _ change: @escaping @Sendable (inout StateSnapshot, Run) async throws -> String
  ) async throws {
    try await Run(view: view, variables: try VariableOptions.parse([]), state: state).perform { run in
      try await run.withState(for: operation) { session in
        guard isRescue || session.initial.openIntents.isEmpty else {
          throw Self.unsettled(session.initial.openIntents)
        }
        let before = session.initial.snapshot ?? StateSnapshot()
        var snapshot = before
        let text = try await change(&snapshot, run)
        if !isDryRun, snapshot != before {
          snapshot.serial += 1
          try await session.write(snapshot)
        }
        Output.standard.print(text)
        return .success
      }
    }
  }

  // MARK: What users write

  static func selector(_ text: String) throws(StateEditError) -> StateSelector {
    guard let selector = StateSelector(text) else { throw .notAnAddress(text) }
    return selector
  }

  static func instance(_ text: String) throws -> ResourceInstanceAddress {
    guard let address = ResourceInstanceAddress(text) else { throw DiagnosticsError(notAnAddress(text)) }
    return address
  }

  static func provider(_ text: String) throws -> ProviderAddress {
    guard let address = ProviderAddress(source: text) else {
      throw DiagnosticsError(
        Diagnostic(
          "not-a-provider", "Not a provider",
          "\(text.quoted) names no provider. Write it as a source: kreuzwerker/docker, or with its registry's host."
        ))
    }
    return address
  }

  /// - Parameter option: the one that makes the question unnecessary.
  static func isConfirmed(_ text: String, _ option: String = "-auto-approve") -> Bool {
    guard Output.standard.isInteractive else {
      Output.standard.error(
        "\(text)\nNobody can be asked whether to go on. Run this again with \(option).\n")
      return false
    }
    return Output.standard.ask("\(text)\nOnly \"yes\" goes on.\n\n  Enter a value: ") == "yes"
  }

  // MARK: Problems

  /// Runs `body` on the state and words what it throws.
  static func worded<Result>(
    _ snapshot: inout StateSnapshot, _ body: (inout StateSnapshot) throws(StateEditError) -> Result
  ) throws -> Result {
    let known = snapshot
    do throws(StateEditError) { return try body(&snapshot) } catch {
      switch error {
      case .notFound(let selector): throw missing("\(selector)", known)
      case .notAnAddress(let text): throw DiagnosticsError(notAnAddress(text))
      case .isTaken(let address):
        throw DiagnosticsError(
          Diagnostic(
            "address-taken", "Address is taken",
            "The state has an object at \(address) already. Move that away or remove it first."))
      case .doesNotFit(let source, let destination):
        throw DiagnosticsError(
          Diagnostic(
            "unfit-address", "Addresses do not fit",
            "\(source) cannot become \(destination): modules move to modules, and resources to resources of the same "
              + "type. Nothing was changed."))
      }
    }
  }

  static func missing(_ address: String, _ snapshot: StateSnapshot) -> DiagnosticsError {
    let suggestion = Suggestion.sentence(for: address, in: snapshot.addresses.map { "\($0)" })
    return DiagnosticsError(
      Diagnostic(
        "unknown-object", "No such object",
        "The state has no object at \(address.quoted).\(suggestion) rcw state list prints what there is."))
  }

  private static func notAnAddress(_ text: String) -> Diagnostic {
    Diagnostic(
      "not-an-address", "Not an address",
      "\(text.quoted) is no address. Write one as rcw state list prints it: docker_volume.home, docker_container.box[0] "
        + "or module.net.")
  }

  private static func unsettled(_ intents: [Intent]) -> DiagnosticsError {
    let list = intents.map { "  \($0.address) (\($0.action.rawValue))\n" }.joined()
    return DiagnosticsError(
      Diagnostic(
        "unsettled", "An interrupted run is not settled",
        "It was cut off while it worked on\n\(list)Run rcw recover or rcw apply first: they find out what "
          + "came of that."))
  }
}
