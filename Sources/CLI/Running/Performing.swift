import Catalog
import Diagnostics
import StateStorage
import Templates
import Workspaces

/// Runs the body of a command, and shows what stops it.
struct Performing: Sendable {
  let view: any View
  let interruption: Interruption

  /// - Throws: ``ExitStatus``, unless `body` ends with success.
  func callAsFunction(_ body: @escaping @Sendable () async throws -> ExitStatus) async throws {
    let status: ExitStatus
    do {
      status = try await interruption.during(notice: { [view] in view.note($0) }, body)
    } catch is CancellationError {
      throw ExitStatus.failure
    } catch let status as ExitStatus {
      throw status
    } catch {
      view.show(Self.diagnostics(error))
      throw ExitStatus.failure
    }
    if status != .success { throw status }
  }

  /// What an error is shown as, without colours.
  static func text(of error: any Error) -> String {
    diagnostics(error).map { DiagnosticRenderer(colour: false, width: 120).render($0) }.joined()
  }

  /// What an error is shown as.
  static func diagnostics(_ error: any Error) -> [Diagnostic] {
    switch error {
    case let error as DiagnosticsError: error.diagnostics
    case let error as StateError: [Diagnostic("state", error.summary, error.message)]
    case let error as CatalogError: [Diagnostic("catalog", error.summary, error.message)]
    case let error as TemplateError: [Diagnostic("template", error.summary, error.message)]
    case let error as ScheduleError: [Diagnostic("schedule", "Invalid schedule", error.description)]
    default: [Diagnostic("failure", "Command failed", "\(error)")]
    }
  }
}

extension StateError {
  fileprivate var summary: String {
    switch code {
    case .locked: "State is locked"
    case .malformed: "Unreadable state"
    case .newerFormat: "State from a newer program"
    case .conflicting: "Conflicting state"
    case .unreadable: "Cannot read the state"
    case .unwritable: "Cannot write the state"
    case .notLocked: "Nothing to unlock"
    case .undecipherable: "Cannot decrypt"
    case .misconfigured: "Backend cannot be used"
    }
  }
}

extension TemplateError {
  fileprivate var summary: String {
    switch code {
    case .unacceptable: "Not a template"
    case .unreadable: "Cannot read the template"
    case .unwritable: "Cannot write the template"
    case .unreachable: "Repository cannot be reached"
    case .noSuchReference: "No such reference"
    case .untrusted: "Commit is not trusted"
    case .rewritten: "History was rewritten"
    case .damaged: "Damaged templates"
    }
  }
}

extension CatalogError {
  fileprivate var summary: String {
    switch code {
    case .notFound: "Not found"
    case .taken: "Name is taken"
    case .invalidName: "Invalid name"
    case .inUse: "In use"
    case .newerFormat: "Catalog from a newer program"
    case .damaged: "Damaged catalog"
    case .busy: "Catalog is busy"
    case .unavailable: "Catalog cannot be used"
    }
  }
}
