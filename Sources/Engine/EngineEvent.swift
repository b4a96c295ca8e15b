public import Addresses

/// What the engine is doing, for whoever shows it.
public enum EngineEvent: Sendable {
  case refreshStarted(ResourceInstanceAddress, id: String?)
  case refreshEnded(ResourceInstanceAddress, id: String?)
  /// A data source is read, or a change is made.
  case started(ResourceInstanceAddress, Action, id: String?)
  /// What was started goes on; told every ten seconds.
  case stillRunning(ResourceInstanceAddress, Action, id: String?, elapsed: Duration)
  /// A line from the provider about what it is doing.
  case progressed(ResourceInstanceAddress, Action, String)
  /// A line that is only worth seeing while it is true, such as how many bytes have come.
  case passing(ResourceInstanceAddress, Action, String)
  case ended(ResourceInstanceAddress, Action, id: String?, took: Duration)
  case failed(ResourceInstanceAddress, Action, took: Duration)
  /// An object that exists already is recorded now.
  case imported(ResourceInstanceAddress, id: String)
  /// A provisioner, of the given kind, works on an object.
  case provisionerStarted(ResourceInstanceAddress, String)
  /// A line that a provisioner has to show.
  case provisionerSaid(ResourceInstanceAddress, String, String)
  case provisionerEnded(ResourceInstanceAddress, String, hasFailed: Bool)
  /// Something ephemeral is made, or ended.
  case ephemeral(ResourceInstanceAddress, EphemeralStage)
  /// An action is done.
  case action(ActionInvocation, ActionStage)
  /// What other providers have for the object has been laid into it; the text says what it was.
  case delivered(ResourceInstanceAddress, String)
}

/// How far an ephemeral object has come.
public enum EphemeralStage: Sendable {
  case opening
  case opened(Duration)
  case closing
  case closed
}

/// Takes events as they happen. May be called from several tasks at once.
public typealias EventHandler = @Sendable (EngineEvent) -> Void
