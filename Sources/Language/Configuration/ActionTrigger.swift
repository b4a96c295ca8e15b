public import Addresses
public import Diagnostics
public import HCL

/// `action_trigger` in the `lifecycle` of a resource: what is done before or after its instances change.
public struct ActionTrigger: Sendable {
  public enum Event: String, CaseIterable, Sendable {
    case beforeCreate = "before_create"
    case afterCreate = "after_create"
    case beforeUpdate = "before_update"
    case afterUpdate = "after_update"

    public var isBefore: Bool { self == .beforeCreate || self == .beforeUpdate }
  }

  /// A reference to one action, or to one instance of it.
  public struct Action: Sendable {
    public var name: ResourceName
    /// What stands in brackets behind the name.
    public var key: Expression?
    public var range: SourceRange
  }

  public var events: [Event]
  public var condition: Expression?
  /// In the order in which they are done.
  public var actions: [Action]
  public var range: SourceRange
}
