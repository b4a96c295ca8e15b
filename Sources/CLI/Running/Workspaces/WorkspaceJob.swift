import Catalog
import Diagnostics
import Engine
import StateStorage
import Values
import Workspaces

/// Builds a workspace for a command: shows what happens, asks where it must, and says how it ended.
struct WorkspaceJob: Sendable {
  let session: CatalogSession
  let workspace: Workspace
  let request: BuildRequest
  /// Whether a person may be asked for parameters.
  var mayAsk = false
  var isApproved = false
  /// What to ask before the plan is carried out; nil to go on without.
  var confirmation: String?
  /// Whether it is refused where nobody can be asked.
  var needsApproval = false
  var showsPlan = false
  /// How long to wait for another build of the workspace.
  var wait = Duration.zero

  init(_ session: CatalogSession, _ workspace: Workspace, _ request: BuildRequest) {
    self.session = session
    self.workspace = workspace
    self.request = request
  }

  func run() async throws -> ExitStatus {
    var engine = EngineBuild(session: session)
    engine.mayAsk = mayAsk && Output.standard.isInteractive
    engine.showsPlan = showsPlan
    if let confirmation, !isApproved, needsApproval || Output.standard.isInteractive {
      engine.confirm = { plan in try Self.ask(confirmation, plan) }
    }
    do {
      return try await report(try await session.builder(engine).build(workspace.id, request, wait: wait))
    } catch let error as StateError {
      guard case .locked(let holder) = error.code else { throw error }
      throw busy(holder)
    }
  }

  /// Why a build has to wait for another one.
  private func busy(_ holder: LockHolder?) -> DiagnosticsError {
    let name = session.reference(workspace)
    let who = holder.map { holder in
      let process = holder.processID > 0 ? ", process \(holder.processID)" : ""
      return " by \(holder.who)\(process), for \"\(holder.operation)\" since \(holder.created)"
    }
    return DiagnosticsError(
      Diagnostic(
        "busy", "Workspace is being built",
        "The workspace \(name) is being built\(who ?? ""). Wait until that has ended, as it does with that process whatever "
          + "becomes of it, or have this command wait for it:\n    --lock-timeout 5m\nWhat it has done so far:\n"
          + "    rcw logs \(name)"))
  }

  private static func ask(_ question: String, _ plan: Plan) throws -> Bool {
    guard !plan.isEmpty else { return true }
    guard Output.standard.isInteractive else { throw Self.approvalNeeded(question) }
    let summary = ChangeSummary(plan.changes)
    let counts = "\(summary.create) to add, \(summary.update) to change, \(summary.delete) to destroy"
    let answer = Output.standard.ask("\n\(counts). \(question) (yes/no) ")
    return answer?.lowercased() == "yes" || answer?.lowercased() == "y"
  }

  /// - Parameter question: what nobody could be asked.
  static func approvalNeeded(_ question: String) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "approval-needed", "Approval needed",
        "\(question) Nobody can be asked here. If so, run this again with\n    --yes"))
  }

  /// Whether a workspace is to be deleted.
  ///
  /// - Throws: `DiagnosticsError` where nobody can be asked.
  static func mayDelete(_ name: String, _ approval: YesOption, _ view: any View) throws -> Bool {
    let question = "Delete the workspace \(name)?"
    guard !approval.yes else { return true }
    guard Output.standard.isInteractive else { throw approvalNeeded(question) }
    let answer = Output.standard.ask("\(question) (yes/no) ")?.lowercased()
    guard answer != "yes", answer != "y" else { return true }
    view.note("Nothing was changed.\n")
    return false
  }

  private func report(_ build: Build) async throws -> ExitStatus {
    let name = session.reference(workspace)
    switch build.status {
    case .canceled:
      session.view.note(
        "\n\(build.summary == "not confirmed" ? "Nothing was changed." : "The build was canceled.")\n")
      return .failure
    case .failed, .pending, .running:
      session.view.note(
        "\nThe build \(build.number) of \(name) failed. What was done is recorded; to go on, or to see what it said:\n"
          + "    rcw \(build.transition.rawValue) \(name)\n    rcw logs \(name) --build \(build.number)\n")
      return .failure
    case .succeeded:
      session.view.say("\n" + (try await success(build, name)))
      return .success
    }
  }

  private func success(_ build: Build, _ name: String) async throws -> String {
    let took = build.started.flatMap { start in build.ended.map { $0.seconds - start.seconds } } ?? 0
    let time = took > 1 ? " in \(RelativeTime(took).text)" : ""
    switch build.transition {
    case .delete: return "The workspace \(name) has been deleted\(time) (\(build.summary ?? "")).\n"
    case .stop: return "The workspace \(name) has been stopped\(time) (\(build.summary ?? "")).\n"
    case .start:
      let state = try await session.catalog.state(of: workspace.id).load().snapshot ?? StateSnapshot()
      let headline = "The workspace \(name) has been started\(time) (\(build.summary ?? "")).\n"
      return headline + WorkspaceText(WorkspaceContents(state), name: name).waysIn
        + (build.deadline.map { "It stops by itself at \($0).\n" } ?? "")
    }
  }
}

/// What a workspace consists of, for a person.
struct WorkspaceText {
  private let contents: WorkspaceContents
  private let name: String

  init(_ contents: WorkspaceContents, name: String) {
    self.contents = contents
    self.name = name
  }

  /// The commands that lead into it.
  var waysIn: String {
    guard !contents.agents.isEmpty else { return "" }
    let shells = contents.agents.map { agent in
      "    rcw ssh \(name)\(contents.agents.count > 1 ? ".\(agent.name)" : "")\n"
    }
    let apps = contents.agents.flatMap(\.apps).filter { !$0.isHidden }.map { app in
      "    rcw open \(name) \(app.slug)".padded(to: 36) + "  \(app.displayName)\n"
    }
    return (shells + apps).joined()
  }
}
