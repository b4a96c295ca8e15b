public import Catalog

/// What a workspace is doing, in Coder's words (`coder list`).
public enum WorkspaceStatus: String, CaseIterable, Hashable, Sendable {
  case pending = "Pending"
  case starting = "Starting"
  case started = "Started"
  case stopping = "Stopping"
  case stopped = "Stopped"
  case deleting = "Deleting"
  case deleted = "Deleted"
  case failed = "Failed"
  case canceled = "Canceled"

  /// - Parameter build: the latest one; nil before the first.
  public init(_ build: Build?) {
    guard let build else {
      self = .pending
      return
    }
    switch (build.status, build.transition) {
    case (.pending, _): self = .pending
    case (.running, .start): self = .starting
    case (.running, .stop): self = .stopping
    case (.running, .delete): self = .deleting
    case (.succeeded, .start): self = .started
    case (.succeeded, .stop): self = .stopped
    case (.succeeded, .delete): self = .deleted
    case (.failed, _): self = .failed
    case (.canceled, _): self = .canceled
    }
  }
}
