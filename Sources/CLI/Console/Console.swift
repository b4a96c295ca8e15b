import Diagnostics
import Engine
import HCL
import Language
import Values

/// Answers expressions until there are no more.
struct Console {
  let inspector: Inspector
  let view: any View
  let names: ConsoleNames
  let help: FunctionHelp
  let history: ConsoleHistory

  /// - Returns: whether every expression had a value. To a person a mistake is part of the conversation.
  func answer() async -> Bool {
    guard Output.standard.isInteractive else { return await answerInput() }
    var prompt = TerminalPrompt(history: history.load(), completions: names.completions)
    let known = prompt.history.count
    var text = ""
    loop: while true {
      switch prompt.ask(text.isEmpty ? "> " : "… ") {
      case .ended: break loop
      case .abandoned: text = ""
      case .line(let line):
        text += text.isEmpty ? line : "\n" + line
        if Parser.isUnfinished(text), !line.isEmpty { continue }
        guard await answer(text) != nil else { break loop }
        text = ""
      }
    }
    if prompt.history.count > known { history.save(prompt.history) }
    return true
  }

  /// Answers what is piped in.
  private func answerInput() async -> Bool {
    var isFlawless = true
    var text = ""
    while let line = readLine() {
      text += (text.isEmpty ? "" : "\n") + line.filter { $0 != "\r" }
      if Parser.isUnfinished(text) { continue }
      guard let isSound = await answer(text) else { return isFlawless }
      isFlawless = isSound && isFlawless
      text = ""
    }
    guard !text.isEmpty else { return isFlawless }
    return await answer(text) ?? true && isFlawless
  }

  /// - Returns: whether there was an answer; nil when the conversation is over.
  private func answer(_ text: String) async -> Bool? {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { return true }
    if words.count == 1, first == "exit" || first == "quit" { return nil }
    if first == "help", words.count < 3 {
      Output.standard.print(help.text(on: words.dropFirst().first.map(String.init) ?? ""))
      return true
    }
    return await evaluate(text)
  }

  private func evaluate(_ text: String) async -> Bool {
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
    let answer = expression.typeQuery == nil ? ConsoleText(value).text : TypeText(value.type).text
    Output.standard.print(answer + "\n")
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
