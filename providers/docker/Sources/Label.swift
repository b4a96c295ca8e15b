import ProviderKit
import Values

/// One `labels` block.
struct Label: Codable, Hashable, Sendable {
  var label: String
  var value: String

  static let schema = ResourceSchema(
    "A label.",
    .argument("label", .string, .required, requiresReplace: true, "Its name."),
    .argument("value", .string, .required, requiresReplace: true, "Its value."))

  /// The label that names the operation which made an object, so that it can be found after a crash. It
  /// belongs to the provider and never shows in `labels`.
  static let operation = "rcw.operation"
}

extension [Label] {
  /// As the engine reports them, sorted by name, without the provider's own.
  init(_ labels: [String: String]?) {
    self = (labels ?? [:]).filter { $0.key != Label.operation }
      .sorted { $0.key < $1.key }
      .map { Label(label: $0.key, value: $0.value) }
  }

  /// As the engine takes them. Of two with one name the later wins.
  var dictionary: [String: String] {
    Dictionary(map { ($0.label, $0.value) }, uniquingKeysWith: { _, later in later })
  }

  /// As the engine takes them, marked with the operation that makes the object.
  func marked(with operation: String) -> [String: String] {
    var labels = dictionary
    labels[Label.operation] = operation
    return labels
  }
}
