import ArgumentParser
import Diagnostics
import Engine
import HCL
import Language
import StateStorage
import Values

struct ConsoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console", abstract: "Evaluate expressions.",
    discussion: """
      Reads one expression a line and prints its value, computed from the configuration in the working \
      directory and from what is recorded. type(…) shows the type of a value. End with exit or Ctrl-D.
      """)

  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: variables, state: state).perform { run in
      let (root, warnings) = try await run.loadConfiguration(mayBeAbsent: true)
      run.view.show(warnings)
      let inspector = Inspector(
        root, state: try await run.stateStore(root).load().snapshot ?? StateSnapshot(),
        variables: try run.variableValues(of: root), providers: run.providers(),
        environment: run.scopeEnvironment(isPlanning: false))
      let isFlawless = await Console(inspector: inspector, view: run.view).answer()
      await inspector.close()
      return isFlawless ? .success : .failure
    }
  }
}

/// Answers expressions until there are no more.
private struct Console {
  let inspector: Inspector
  let view: any View

  /// - Returns: whether every expression had a value. To a person a mistake is part of the conversation.
  func answer() async -> Bool {
    let isConversation = Output.standard.isInteractive
    var isFlawless = true
    while let line = isConversation ? Output.standard.ask("> ") : readLine() {
      let text = line.filter { $0 != "\r" }
      if text == "exit" || text == "quit" { break }
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      isFlawless = await answer(text) && isFlawless
    }
    return isFlawless || isConversation
  }

  private func answer(_ text: String) async -> Bool {
    var parser = Parser(SourceFile(name: "<console-input>", text: text))
    let expression = parser.parseExpression()
    guard !parser.diagnostics.hasErrors else {
      view.show(parser.diagnostics)
      return false
    }
    let wanted = expression.typeQuery ?? expression
    let (value, diagnostics) = await inspector.evaluate(wanted)
    view.show(diagnostics)
    guard !diagnostics.hasErrors else { return false }
    let text = expression.typeQuery == nil ? ConsoleText(value).text : TypeText(value.type).text
    Output.standard.print(text + "\n")
    return true
  }
}

extension Expression {
  /// What `type(…)` is asked about. Only the console has it, since nothing can be done with its answer.
  fileprivate var typeQuery: Expression? {
    guard case .call(let call) = self, call.name == "type", call.arguments.count == 1, !call.expandsLast
    else { return nil }
    return call.arguments[0]
  }
}
