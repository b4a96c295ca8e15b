import ProviderAPI
import Values

extension ServedSchema {
  /// A recorded object, whoever recorded it, as a value of the schema: what it does not know is dropped, what
  /// it misses is null, or its default, or empty where it stands for blocks.
  ///
  /// - Throws: `.invalid` when a value cannot be of the type that the schema says.
  func value(of object: JSON, _ type: String) throws -> Value {
    do {
      let value = try Value(object, as: objectType, droppingExtraAttributes: true)
      return block.withDefaults(block.withEmptyBlocks(value))
    } catch {
      throw ProviderError(.invalid, "The recorded \(type) does not fit its schema.", cause: error)
    }
  }
}
