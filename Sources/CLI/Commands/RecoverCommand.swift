import Addresses
import ArgumentParser
import Diagnostics
import Engine
import StateStorage
import Values

struct RecoverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover", abstract: "Show and settle what an interrupted run has left in doubt.",
    discussion: """
      Without options it lists every call to a provider that was begun and of whose end nothing is recorded, and \
      asks what came of each. Every apply and destroy asks the providers by itself; this is for what they cannot tell.
      """)

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The object exists: record it by its id, as for an import. May be repeated.", valueName: "address=id"))
  var adopt: [String] = []

  @Option(
    help: ArgumentHelp(
      "There is no object, or it is taken care of. May be repeated; \"all\" is everything that is open.",
      valueName: "address"))
  var forget: [String] = []

  @Flag(help: "Ask the providers about everything else, as apply does.")
  var ask = false

  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: variables, state: state).perform { run in
      let found = try await run.stateStore().load()
      guard !found.openIntents.isEmpty else {
        Output.standard.print(
          view.json ? "[]\n" : "Nothing is in doubt: no run has left anything unsettled.\n")
        return .success
      }
      Output.standard.print(
        view.json ? IntentText.json(found.openIntents) : IntentText.list(found.openIntents))
      let decisions = try self.decisions(about: found.openIntents, run)
      guard !decisions.isEmpty else { return .success }
      return try await settle(decisions, run)
    }
  }

  // MARK: Deciding

  private func decisions(about intents: [Intent], _ run: Run) throws -> [String: SettlementDecision] {
    var decisions: [String: SettlementDecision] = ask ? intents.mapped { _ in .ask } : [:]
    for text in adopt {
      guard let equals = text.firstIndex(of: "="), text.index(after: equals) < text.endIndex else {
        throw ValidationError("-adopt takes ADDRESS=ID, and got \"\(text)\".")
      }
      let id = String(text[text.index(after: equals)...])
      for intent in try intents.named(String(text[..<equals])) { decisions[intent.id] = .adopt(id: id) }
    }
    for text in forget {
      for intent in text == "all" ? intents : try intents.named(text) { decisions[intent.id] = .forget }
    }
    if decisions.isEmpty, run.asksQuestions, !view.json {
      for intent in intents { decisions[intent.id] = question(about: intent) }
    }
    return decisions
  }

  /// nil to leave it open.
  private func question(about intent: Intent) -> SettlementDecision? {
    let answer = Output.standard.ask(
      """

      What became of \(intent.address)?
        Its id, to record the object under it; "ask" to have its provider asked; "forget" when there is no object;
        nothing to leave it open.

        Enter a value: \

      """)
    switch answer?.filter({ !$0.isWhitespace }) {
    case nil, "": return nil
    case "ask": return .ask
    case "forget": return .forget
    case let id?: return .adopt(id: id)
    }
  }

  // MARK: Settling

  private func settle(_ decisions: [String: SettlementDecision], _ run: Run) async throws -> ExitStatus {
    var options = PlanOptions()
    options.mode = .destroy
    let prepared = try await Planning(run: run, options: options).prepare()
    return try await run.withState(for: "recover", prepared.root) { session in
      var chosen = session.initial
      chosen.openIntents = chosen.openIntents.filter { decisions[$0.id] != nil }
      let outcome = try await prepared.settle(chosen, in: session) { decisions[$0.id] ?? .ask }
      run.view.show(outcome.diagnostics)
      let left = outcome.diagnostics.count { $0.severity == .error }
      if !view.json {
        Output.standard.print(
          "\nSettled: \(chosen.openIntents.count - left). Still open: \(session.initial.openIntents.count - chosen.openIntents.count + left).\n"
        )
      }
      return left == 0 ? .success : .failure
    }
  }
}

/// Open intents as users and programs read them. What was planned stays out: it may be secret.
enum IntentText {
  static func list(_ intents: [Intent]) -> String {
    let entries = intents.map { intent in
      let when = intent.begun.isEmpty ? "" : "\n    begun:     \(intent.begun)"
      return """
          \(intent.address)
            call:      \(intent.action.rawValue)\(when)
            provider:  \(intent.provider)
            operation: \(intent.id)
            \(meaning(of: intent))

        """
    }
    return "An interrupted run has left \(intents.count) call(s) of unknown outcome:\n\n"
      + entries.joined(separator: "\n")
  }

  static func json(_ intents: [Intent]) -> String {
    let list = intents.map { intent -> JSON in
      [
        "address": .string(intent.address), "action": .string(intent.action.rawValue),
        "begun": .string(intent.begun), "provider": .string(intent.provider), "operation": .string(intent.id),
      ]
    }
    return JSON.array(list).text() + "\n"
  }

  private static func meaning(of intent: Intent) -> String {
    switch intent.action {
    case .create: "An object may exist that is not recorded."
    case .update: "The object is recorded; the next plan shows what it is like."
    case .delete: "The object is recorded and may be gone; the next plan shows that."
    }
  }
}

extension [Intent] {
  fileprivate func mapped(_ decision: (Intent) -> SettlementDecision) -> [String: SettlementDecision] {
    Dictionary(map { ($0.id, decision($0)) }) { $1 }
  }

  /// Those at an address, or the one of an operation.
  fileprivate func named(_ text: String) throws -> [Intent] {
    let found = filter { $0.address == text || $0.id == text }
    guard found.isEmpty else { return found }
    throw DiagnosticsError(
      Diagnostic(
        "not-in-doubt", "Nothing to settle there",
        "No interrupted call is recorded for \(text.quoted).\(Suggestion.sentence(for: text, in: map(\.address)))"
      ))
  }
}
