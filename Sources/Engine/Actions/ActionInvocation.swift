public import Addresses
public import Language
public import Values

/// An action that a plan does: because of the change of an instance, or because it was asked for.
public struct ActionInvocation: Sendable {
  /// What makes an action happen.
  public struct Trigger: Sendable {
    public var instance: ResourceInstanceAddress
    public var event: ActionTrigger.Event
    /// The place of the block `action_trigger` among those of its resource, from 0.
    public var index: Int
    /// The place of the action in the block's list, from 0.
    public var position: Int
  }

  public var action: ResourceInstanceAddress
  /// nil for one that `-invoke` asked for.
  public var trigger: Trigger?
  public var provider: ProviderConfigAddress
  /// The content of the block `config`, as far as it was known when planning, with marks.
  public var config: Value
  /// The schema of `config`, for showing it.
  public var schema: Schema
  /// Whether the trigger's condition is decided only when applying.
  public var isConditional = false
}

/// How far an action has come.
public enum ActionStage: Sendable {
  case started
  /// Something that the provider has to show.
  case progressed(String)
  case completed
  case failed
  /// The trigger's condition has turned out not to hold.
  case skipped
}

extension ActionInvocation: CustomStringConvertible {
  /// `action.local_command.notify (triggered by docker_container.box[0])`
  public var description: String {
    trigger.map { "\(action) (triggered by \($0.instance))" } ?? "\(action)"
  }
}

extension ActionInvocation {
  /// The nodes whose values it takes to do it.
  func nodes(_ config: ConfigGraph) -> [ConfigNode] {
    let address = action.configAddress
    let provider = config.providers.target(for: provider).node.map { [$0] } ?? []
    guard isConditional, let trigger,
      let resource = config.modules[address.module]?.resources[trigger.instance.resource],
      resource.lifecycle.actionTriggers.indices.contains(trigger.index)
    else { return [.resource(address)] + provider }
    let condition = resource.lifecycle.actionTriggers[trigger.index].condition?.references ?? []
    return [.resource(address)] + provider + condition.flatMap { config.nodes(of: $0, in: address.module) }
  }
}
