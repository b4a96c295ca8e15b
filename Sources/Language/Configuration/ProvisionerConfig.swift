public import Diagnostics
public import HCL

/// `provisioner "type"`: work to be done on an object after it was made, or before it is deleted.
public struct ProvisionerConfig: Sendable {
  public enum Moment: Hashable, Sendable {
    case afterCreation
    case beforeDeletion
  }

  public var type: String
  public var typeRange: SourceRange
  public var moment = Moment.afterCreation
  /// Whether a failure is only told about.
  public var continuesOnFailure = false
  /// How to reach the object, where that is said here rather than for all provisioners of the resource.
  public var connection: Block?
  /// What is left for the provisioner's schema.
  public var body: Body
  public var range: SourceRange

  public init(type: String, typeRange: SourceRange, body: Body, range: SourceRange) {
    self.type = type
    self.typeRange = typeRange
    self.body = body
    self.range = range
  }
}
