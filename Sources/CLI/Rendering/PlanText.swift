import Addresses
import Engine
import Language
import Values

/// Writes a plan for a person.
struct PlanText {
  let style: Style
  let plan: Plan

  func text() -> String {
    let drift = driftText()
    guard !plan.isEmpty else { return drift + nothingToDo }
    return drift + legend() + changesText() + requestedActions() + summaryLine() + outputsText()
  }

  // MARK: Frame

  private var nothingToDo: String {
    switch plan.mode {
    case .destroy:
      "\n" + style("No changes.", .green, .bold) + style(" No objects need to be destroyed.", .bold) + "\n\n"
        + "Nothing is recorded in the state.\n"
    case .refreshOnly:
      "\n" + style("No changes.", .green, .bold) + style(" The state matches what exists.", .bold) + "\n"
    case .normal:
      "\n" + style("No changes.", .green, .bold)
        + style(" Your infrastructure matches the configuration.", .bold)
        + "\n\nrcw has compared what exists with the configuration and found no difference.\n"
    }
  }

  private func legend() -> String {
    let actions = Set(plan.changes.map(\.action)).subtracting([.noOp])
    guard !actions.isEmpty else { return "" }
    let entries: [(Action, String)] = [
      (.create, "create"), (.update, "update in-place"), (.delete, "destroy"),
      (.deleteThenCreate, "destroy and then create replacement"),
      (.createThenDelete, "create replacement and then destroy"),
      (.forgetThenCreate, "leave alone and then create replacement"), (.read, "read (data resources)"),
      (.forget, "forget (stays as it is, no longer managed)"),
    ]
    let lines = entries.filter { actions.contains($0.0) }.map { action, words in
      "\(action.isReplace ? "" : action == .read ? " " : "  ")\(style.symbol(action)) \(words)\n"
    }
    return "\nThese actions are planned, marked with the following symbols:\n\(lines.joined())\n"
  }

  private func summaryLine() -> String {
    let summary = ChangeSummary(plan.changes)
    guard !plan.changes.allSatisfy(\.isUnremarkable) || !plan.invocations.isEmpty else { return "" }
    let actions = plan.invocations.isEmpty ? "" : " Actions: \(plan.invocations.count) to invoke."
    let forgotten = summary.forget > 0 ? ", \(summary.forget) to forget" : ""
    return style("Plan:", .bold)
      + " \(summary.imports > 0 ? "\(summary.imports) to import, " : "")\(summary.create) to add, \(summary.update) to change, \(summary.delete) to destroy\(forgotten).\(actions)\n"
  }

  // MARK: Changes

  private func changesText() -> String {
    let changes = plan.changes.filter { !$0.isUnremarkable }
    guard !changes.isEmpty else { return "" }
    return "rcw will perform the following actions:\n\n"
      + changes.map { block($0) + actions(of: $0) + "\n" }.joined()
  }

  // MARK: Actions

  private func actions(of change: Change) -> String {
    let triggered = plan.invocations.filter { $0.trigger?.instance == change.address }
    return [(true, "before"), (false, "after")].map { isBefore, word in
      let group = triggered.filter { $0.trigger?.event.isBefore == isBefore }
      return group.isEmpty
        ? "" : "\n    # Actions to be invoked \(word) this change in order:\n" + group.map(action).joined()
    }.joined()
  }

  private func requestedActions() -> String {
    let requested = plan.invocations.filter { $0.trigger == nil }
    return requested.isEmpty
      ? "" : "rcw will invoke the following actions:\n\n" + requested.map { action($0) + "\n" }.joined()
  }

  private func action(_ invocation: ActionInvocation) -> String {
    let text = BlockText(style: style, showsAll: true).body(
      invocation.schema.block, invocation.config, invocation.config)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.isEmpty ? "" : "        \($0)"
    }
    let name = invocation.action
    let condition = invocation.isConditional ? "    # if its condition turns out to hold\n" : ""
    return condition + "    action \"\(name.resource.type)\" \"\(name.resource.name)\" {\n        config {\n"
      + lines.joined(separator: "\n") + "        }\n    }\n"
  }

  private func driftText() -> String {
    guard !plan.drift.isEmpty else { return "" }
    let blocks = plan.drift.map { block($0, isDrift: true) + "\n" }.joined()
    return style("\nNote:", .cyan, .bold)
      + style(" Objects have changed outside of rcw since it last recorded them:\n\n", .bold) + blocks
  }

  private func block(_ change: Change, isDrift: Bool = false) -> String {
    let resource = change.address.resource
    let keyword = resource.mode == .managed ? "resource" : "data"
    let symbol = style.symbol(change.action)
    let margin = change.action.isReplace ? "" : change.action == .read ? " " : "  "
    let content = BlockText(style: style, change: change).body(
      change.schema.block, change.prior, change.action == .forget ? change.prior : change.planned)
    return "  # " + style(headline(change, isDrift), .bold) + "\n" + reasonLine(change)
      + "\(margin)\(symbol) \(keyword) \"\(resource.type)\" \"\(resource.name)\" {\n\(content)    }\n"
  }

  private func headline(_ change: Change, _ isDrift: Bool) -> String {
    let name = change.deposedKey.map { "\(change.address) (deposed object \($0))" } ?? "\(change.address)"
    if isDrift, change.action == .noOp { return unchangedHeadline(change) }
    if isDrift { return change.planned.isNull ? "\(name) has been deleted" : "\(name) has changed" }
    switch change.action {
    case .create: return "\(name) will be created"
    case .read: return "\(change.address) will be read during apply"
    case .update: return "\(name) will be updated in-place"
    case .delete: return "\(name) will be destroyed"
    case .forget: return "\(name) will no longer be managed by rcw, but will not be destroyed"
    case .noOp: return unchangedHeadline(change)
    case .deleteThenCreate, .createThenDelete, .forgetThenCreate: return replacementHeadline(change)
    }
  }

  private func unchangedHeadline(_ change: Change) -> String {
    if change.importing != nil { return "\(change.address) will be imported" }
    return change.previousAddress.map { "\($0) has moved to \(change.address)" }
      ?? "\(change.address) stays as it is"
  }

  private func replacementHeadline(_ change: Change) -> String {
    switch change.reason {
    case .isTainted: "\(change.address) is tainted, so must be replaced"
    case .wasRequested: "\(change.address) will be replaced, as requested"
    case .wasTriggered: "\(change.address) will be replaced due to changes in replace_triggered_by"
    default: "\(change.address) must be replaced"
    }
  }

  private func reasonLine(_ change: Change) -> String {
    let reason: String? =
      switch change.reason {
      case _ where change.action == .forget: "destroy = false is set in the configuration"
      case .configIsUnknown: "config refers to values that are known only after apply"
      case .dependencyIsPending: "depends on a resource with changes pending"
      case .belongsToCheck: "config will be reloaded to verify a check block"
      case .notInConfiguration: "because \(change.address.configAddress) is not in configuration"
      case .countIndex: "because index \(change.address.key) is out of range for count"
      case .eachKey: "because key \(change.address.key) is not in for_each map"
      case .isDisabled: "because lifecycle.enabled is false"
      case .wrongRepetition: "because the resource is repeated in another way now"
      case .moduleIsGone: "because \(change.address.module) is not in configuration"
      case .cannotUpdate, .isTainted, .wasRequested, .wasTriggered, nil: nil
      }
    return ([reason] + origins(change)).compactMap { $0.map { "  # (\($0))\n" } }.joined()
      + (change.importing != nil && [.deleteThenCreate, .createThenDelete].contains(change.action)
        ? "  # " + style("Warning: this will destroy the imported object", .yellow) + "\n" : "")
  }

  /// Where an object comes from that the plan does more with than to take it over.
  private func origins(_ change: Change) -> [String?] {
    guard change.action != .noOp else {
      return change.importing == nil ? [] : [change.previousAddress.map { "moved from \($0)" }]
    }
    return [
      change.previousAddress.map { "moved from \($0)" },
      change.importing.map { "imported from \($0.description.quoted)" },
    ]
  }

  // MARK: Outputs

  private func outputsText() -> String {
    let changed = plan.outputs.filter { $0.action != .noOp }
    guard !changed.isEmpty else { return "" }
    let width = changed.map(\.name.count).max() ?? 0
    let lines = changed.map { output in
      "  \(style.symbol(output.action)) \(output.name.padded(to: width)) = \(difference(output))\n"
    }
    let note =
      plan.changes.allSatisfy { $0.action == .noOp }
      ? "\nThis plan changes recorded values only; no object is changed.\n" : ""
    return "\nChanges to Outputs:\n\(lines.joined())\(note)"
  }

  private func difference(_ output: OutputChange) -> String {
    if output.isSensitive { return "(sensitive value)" }
    let text = ValueText(style: style, action: output.action, column: 4)
    switch output.action {
    case .create: return text.text(output.planned)
    case .delete: return "\(text.text(output.prior))\(style(" -> null", .dim))"
    default: return ValueDifference(style: style, column: 4).text(output.prior, output.planned)
    }
  }
}
