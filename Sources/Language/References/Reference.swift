public import Addresses
public import HCL

/// What an expression refers to, within its module.
public struct Reference: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    case variable(String)
    case local(String)
    /// The whole resource, all its instances.
    case resource(ResourceName)
    /// One output of a module call, or all of them where the reference does not say.
    case module(String, output: String?)
    /// `path.module`, `path.root`, `path.cwd`.
    case path(String)
    /// `terraform.workspace` and its like.
    case terraform(String)
    /// `each.key`, `each.value`.
    case each(String)
    case countIndex
    case selfObject
  }

  public var subject: Subject
  /// The instance that is named where its key is written as a literal.
  public var key: InstanceKey?
  /// The steps of the traversal that belong to the subject.
  public var steps: Int
  /// The traversal as written.
  public var traversal: Traversal

  public init(subject: Subject, key: InstanceKey? = nil, steps: Int, traversal: Traversal) {
    self.subject = subject
    self.key = key
    self.steps = steps
    self.traversal = traversal
  }
}
