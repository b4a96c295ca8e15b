public import Values

/// A kind of work that `provisioner` blocks ask for: something done on an object, or because of it, after it was
/// made or before it is deleted.
public protocol Provisioner: Sendable {
  /// The arguments of the block, less what all provisioners have.
  var schema: BlockSchema { get }
  /// Whether the work is done on the object itself, so that a `connection` is needed.
  var needsConnection: Bool { get }

  /// Checks arguments, in which values may be unknown.
  func validate(_ config: Value) -> [ProviderDiagnostic]

  /// Does the work.
  ///
  /// - Parameter tell: takes each line that the work writes.
  /// - Throws: ``ProviderError`` when it fails.
  func run(_ request: ProvisionRequest, tell: @escaping @Sendable (String) -> Void) async throws
}

/// What a provisioner is asked to do.
public struct ProvisionRequest: Sendable {
  /// Wholly known, without marks.
  public var config: Value
  /// How to reach the object, as ``ConnectionSchema`` says; null where nothing is said.
  public var connection: Value

  public init(config: Value, connection: Value) {
    self.config = config
    self.connection = connection
  }
}

/// What may stand in a `connection` block, as Terraform 1.15 documents it.
public enum ConnectionSchema {
  public static let block = BlockSchema(
    "How to reach an object.", attributes: attributes.mapValues { AttributeSchema($0, .optional) })

  private static let attributes: [String: ValueType] = [
    "type": .string, "user": .string, "password": .string, "host": .string, "port": .number,
    "timeout": .string,
    "script_path": .string, "private_key": .string, "certificate": .string, "agent": .bool,
    "agent_identity": .string, "host_key": .string, "target_platform": .string, "https": .bool,
    "insecure": .bool, "use_ntlm": .bool, "cacert": .string, "bastion_host": .string,
    "bastion_host_key": .string, "bastion_port": .number, "bastion_user": .string,
    "bastion_password": .string, "bastion_private_key": .string, "bastion_certificate": .string,
    "proxy_scheme": .string, "proxy_host": .string, "proxy_port": .number, "proxy_user_name": .string,
    "proxy_user_password": .string,
  ]
}
