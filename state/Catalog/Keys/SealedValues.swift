import StateStorage
import Values

/// Named values under the catalog's key: what parameters and variables are set to, some of which are secrets.
public struct SealedValues: Hashable, Sendable {
  let text: String
}

extension Catalog {
  public func sealed(_ values: [String: String]) async throws -> SealedValues {
    let members = values.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
    let content = try await codec.seal(JSON.object(members).bytes())
    return SealedValues(text: String(decoding: content, as: UTF8.self))
  }

  /// - Returns: nothing for nil.
  public func values(_ sealed: SealedValues?) async throws -> [String: String] {
    guard let sealed else { return [:] }
    let content = try await codec.open(Array(sealed.text.utf8))
    guard let members = try? JSON.parse(content).members else {
      throw CatalogError(.damaged, "The catalog holds encrypted values that are no values.")
    }
    return Dictionary(
      members.compactMap { member in member.value.asString.map { (member.key, $0) } },
      uniquingKeysWith: { $1 })
  }
}
