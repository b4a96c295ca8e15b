import Addresses
import Diagnostics
import Engine
import Language
import ProviderAPI
import StateStorage
import Values

/// A plan in a file.
struct SavedPlan: Sendable {
  private let path: String

  init(_ path: String) { self.path = path }

  func write(_ plan: Plan, of prepared: PreparedRun) async throws {
    let details = PlanFileDetails(
      program: Version.number, created: prepared.run.started.description, configDigest: prepared.root.digest)
    let content = PlanFile(plan, variables: prepared.variables, details: details).encode()
    try FileAccess.replace(path, with: try await prepared.run.planCodec(prepared.root).seal(content))
  }

  /// - Throws: ``DiagnosticsError`` when there is no such file, or it is no plan for this program.
  func read(_ run: Run, root: ModuleConfig, providers: any ProviderSource) async throws -> PlanFile {
    guard let content = try FileAccess.read(path) else {
      throw DiagnosticsError(
        Diagnostic(
          "no-plan", "No such plan",
          "There is no file \(path.quoted). rcw plan -out=\(path.shellQuoted) would make it."))
    }
    do {
      let clear = try await run.planCodec(root).open(content)
      return try await PlanFile.decode(clear, root: root, providers: providers, program: Version.number)
    } catch let error as StateError {
      throw StateError(error.code, "\(path): \(error.message)")
    } catch let error as PlanFileError {
      throw DiagnosticsError(Diagnostic("plan-file", error.summary, "\(path): \(error.message)"))
    }
  }

  /// Refuses a plan that was made for another configuration.
  func requireSameConfiguration(_ file: PlanFile, root: ModuleConfig) throws {
    if file.details.configDigest != root.digest { throw stale(file, "the configuration has changed since") }
  }

  /// Refuses a plan that was made for another configuration or state than there is now.
  func requireFresh(_ file: PlanFile, root: ModuleConfig, _ found: LoadedState) throws {
    let state = found.snapshot ?? StateSnapshot()
    let planned = file.plan.priorState
    try requireSameConfiguration(file, root: root)
    let reason: String? =
      if !found.openIntents.isEmpty {
        "another run was interrupted since, and has left open what came of it"
      } else if state.lineage != planned.lineage || state.serial != planned.serial {
        "the state has changed since, from serial \(planned.serial) to \(state.serial)"
      } else {
        nil
      }
    if let reason { throw stale(file, reason) }
  }

  private func stale(_ file: PlanFile, _ reason: String) -> DiagnosticsError {
    DiagnosticsError(
      Diagnostic(
        "stale-plan", "Saved plan is stale",
        "\(path) was made at \(file.details.created), and \(reason). Nothing was changed. Make a new plan:\n"
          + "    rcw plan -out=\(path.shellQuoted)"))
  }
}

extension PlanFileError {
  fileprivate var summary: String {
    switch code {
    case .malformed: "Unreadable plan"
    case .otherVersion: "Plan from another version"
    case .stale: "Saved plan is stale"
    }
  }
}

extension String {
  /// The text as one word of a shell command.
  var shellQuoted: String {
    let isPlain = !isEmpty && allSatisfy { $0.isLetter || $0.isNumber || "_-./=:@%+,".contains($0) }
    return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
