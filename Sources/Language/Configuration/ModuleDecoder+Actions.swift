import Addresses
import Diagnostics
import HCL
import Values

/// `action` blocks, and the triggers that name them.
extension ModuleDecoder {
  mutating func decodeAction(_ block: Block) {
    guard let labels = labels(of: block, "TYPE", "NAME") else { return }
    let name = ResourceName(.action, labels[0].text, labels[1].text)
    if let first = module.resources[name] {
      return reportDuplicate("action", "\(name)", at: block.headerRange, first: first.range)
    }
    var reader = BlockReader(block)
    let config = reader.block("config")?.body
    var action = ResourceConfig(
      name: name, body: config ?? Body(attributes: [], blocks: [], endRange: block.body.endRange),
      range: block.headerRange)
    action.repetition = repetition(from: &reader)
    action.provider = reader.unquoted("provider").flatMap { provider($0, from: &reader) }
    diagnostics += reader.finish()
    module.resources[name] = action
  }

  /// nil when it triggers nothing, which is reported.
  func trigger(_ block: Block, in outer: inout BlockReader) -> ActionTrigger? {
    var reader = BlockReader(block, in: outer.context)
    let events = readEvents(from: &reader)
    let condition = reader.attribute("condition")?.value
    let named = reader.required("actions")?.value
    let actions = named.flatMap { readActions(in: $0, &reader) }
    for (name, isEmpty) in [("events", events?.isEmpty), ("actions", actions?.isEmpty)] where isEmpty == true
    {
      reader.diagnostics.append(
        Diagnostic(
          "invalid-trigger", "Trigger without \(name)",
          "At least one must stand in \"\(name)\", else nothing would ever be triggered.",
          at: block.headerRange, in: outer.context))
    }
    outer.diagnostics += reader.finish()
    guard let events, let actions else { return nil }
    return ActionTrigger(events: events, condition: condition, actions: actions, range: block.headerRange)
  }

  private func readEvents(from reader: inout BlockReader) -> [ActionTrigger.Event]? {
    guard reader.required("events") != nil, let attribute = reader.unquoted("events") else { return nil }
    var list = ReferenceListReader(context: reader.context)
    var events: [ActionTrigger.Event] = []
    for element in list.elements(of: attribute.value, argument: "events") {
      guard let event = element.keyword.flatMap(ActionTrigger.Event.init) else {
        list.diagnostics.append(.invalidEvent(element, in: reader.context))
        continue
      }
      guard !events.contains(event) else {
        list.diagnostics.append(
          Diagnostic(
            "invalid-trigger", "Duplicate event", "The event \(event.rawValue) stands here already.",
            at: element.range, in: reader.context))
        continue
      }
      events.append(event)
    }
    reader.diagnostics += list.diagnostics
    // What was reported is not reported again as missing.
    return list.diagnostics.isEmpty ? events : nil
  }

  private func readActions(in expression: Expression, _ reader: inout BlockReader) -> [ActionTrigger.Action]?
  {
    var list = ReferenceListReader(context: reader.context)
    let actions = list.elements(of: expression, argument: "actions").compactMap { element in
      let action = ActionTrigger.Action(element)
      if action == nil { list.diagnostics.append(.noAction(element, in: reader.context)) }
      return action
    }
    reader.diagnostics += list.diagnostics
    return list.diagnostics.isEmpty ? actions : nil
  }
}

extension ActionTrigger.Action {
  /// nil when the expression is no reference to an action.
  fileprivate init?(_ expression: Expression) {
    var (place, key) = (expression.unparenthesised, Expression?.none)
    if case .index(let collection, let index, _) = place { (place, key) = (collection, index) }
    guard case .traversal(var traversal) = place else { return nil }
    if case .index(let value, let range)? = traversal.steps.last, key == nil {
      key = .literal(value, range)
      traversal.steps.removeLast()
    }
    guard let reference = try? Reference.parse(traversal), case .resource(let name) = reference.subject,
      name.mode == .action, reference.steps == traversal.steps.count
    else { return nil }
    self.init(name: name, key: key, range: expression.range)
  }
}

extension Diagnostic {
  fileprivate static func invalidEvent(_ element: Expression, in context: SourceRange) -> Diagnostic {
    let names = ActionTrigger.Event.allCases.map(\.rawValue)
    let suggestion = element.keyword.map { Suggestion.sentence(for: $0, in: names) } ?? ""
    return Diagnostic(
      "invalid-trigger", "Invalid event",
      "\"\(element.range.text)\" is no event. There are \(names.joined(separator: ", ")), without quotes.\(suggestion)",
      at: element.range, in: context)
  }

  fileprivate static func noAction(_ element: Expression, in context: SourceRange) -> Diagnostic {
    Diagnostic(
      "invalid-trigger", "Invalid action reference",
      "Only actions of this module can be triggered. Write action.TYPE.NAME, with a key in brackets where there "
        + "are several.", at: element.range, in: context)
  }
}
