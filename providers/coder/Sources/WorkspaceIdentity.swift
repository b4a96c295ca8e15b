import Crypto
import Encodings

/// Who owns which workspace, and identifiers for both.
///
/// Names of volumes and labels of containers are made of these identifiers. Where the environment does not
/// give them they are therefore derived, not random: UUIDs of version 5 (RFC 9562, section 5.5), the same ones
/// in every run on the same state.
struct WorkspaceIdentity: Sendable {
  let name: String
  let id: String
  let ownerName: String
  let ownerID: String

  /// - Parameter key: See ``CoderContext/workspaceKey``.
  init(key: String, _ environment: CoderEnvironment) {
    name = environment["CODER_WORKSPACE_NAME"] ?? "default"
    ownerName = environment["CODER_WORKSPACE_OWNER"] ?? "default"
    ownerID = environment["CODER_WORKSPACE_OWNER_ID"] ?? Self.derive("owner", ownerName)
    id = environment["CODER_WORKSPACE_ID"] ?? Self.derive("workspace", key, name, ownerName)
  }

  /// The identifier of something that the workspace has one of.
  func derivedID(_ parts: String...) -> String { Self.derive([id] + parts) }

  private static func derive(_ parts: String...) -> String { derive(parts) }

  private static func derive(_ parts: [String]) -> String {
    let name = parts.joined(separator: "\0")
    return UUID(bytes: Insecure.SHA1.hash(data: namespace + Array(name.utf8)), version: 5).description
  }

  /// Chosen once at random; 34cfb417-1d32-47ef-8c57-dbf4ab1ac79b.
  private static let namespace: [UInt8] = [
    0x34, 0xCF, 0xB4, 0x17, 0x1D, 0x32, 0x47, 0xEF, 0x8C, 0x57, 0xDB, 0xF4, 0xAB, 0x1A, 0xC7, 0x9B,
  ]
}
