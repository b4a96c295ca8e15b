public import Addresses
public import DAG
public import Diagnostics
public import StateStorage

/// One thing that apply does. The closed list of them: what is not here does not happen.
public enum Step: Hashable, Sendable {
  /// Computes a value that was not known when planning.
  case evaluate(ConfigNode)
  /// Reads a data source that could not be read when planning.
  case read(ResourceInstanceAddress)
  case create(ResourceInstanceAddress)
  case update(ResourceInstanceAddress)
  /// Deletes the current object, or the deposed one of that key.
  case delete(ResourceInstanceAddress, deposedKey: String?)
  /// Makes the current object step aside for its replacement.
  case depose(ResourceInstanceAddress, deposedKey: String)
  case forget(ResourceInstanceAddress, deposedKey: String?)
  /// Does the action at that place in the plan's list.
  case invoke(Int)
  /// Gathers the objects of a resource's instances for what refers to the resource.
  case collect(ResourceAddress)
  /// Stands for the end of all deletions of a resource, which what it depended on waits for.
  case deletionsDone(ResourceAddress)
}

/// What will be done, and in which order: a graph of steps that apply follows without adding to it.
public struct Plan: Sendable {
  public enum Mode: String, Hashable, Sendable {
    case normal
    case destroy
    case refreshOnly
  }

  public var mode: Mode
  public var steps: AcyclicGraph<Step>
  /// In the order of their addresses; those without an action among them.
  public var changes: [Change]
  /// The actions that are done besides, those of one instance in their order.
  public var invocations: [ActionInvocation]
  /// What was found changed outside of rcw.
  public var drift: [Change]
  public var outputs: [OutputChange]
  /// The state with what was found when refreshing.
  public var priorState: StateSnapshot
  public var warnings: [Diagnostic]

  /// What to record first: objects that refreshing found different from their record.
  var refreshed: [StateChange]
  /// What planning has computed, for the steps that need it.
  var known: [ConfigNode: NodeOutput]
  var config: ConfigGraph
  /// What the conditions have come to so far.
  public var checks: CheckReport

  /// Whether apply would change anything: objects, outputs or the recorded state.
  public var isEmpty: Bool {
    changes.allSatisfy(\.isUnremarkable) && invocations.isEmpty
      && outputs.allSatisfy { $0.action == .noOp }
      && (mode != .refreshOnly || drift.isEmpty)
  }
}

/// How many objects are created, changed in place, and deleted; a replacement counts as one of the first
/// and one of the last.
public struct ChangeSummary: Hashable, Sendable {
  /// How many existing objects are taken over; what is changed about them is counted besides.
  public var imports = 0
  public var create = 0
  public var update = 0
  public var delete = 0
  public var forget = 0

  public init() {}

  public init(_ changes: some Sequence<Change>) {
    for change in changes where change.address.resource.mode == .managed {
      if change.importing != nil { imports += 1 }
      switch change.action {
      case .create: create += 1
      case .update: update += 1
      case .delete: delete += 1
      case .deleteThenCreate, .createThenDelete:
        create += 1
        delete += 1
      case .forget: forget += 1
      case .forgetThenCreate:
        create += 1
        forget += 1
      case .noOp, .read: break
      }
    }
  }
}
