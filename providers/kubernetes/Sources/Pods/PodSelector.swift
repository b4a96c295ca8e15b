import Values

/// Which pods belong to a workload (`meta/v1` `LabelSelector`).
struct PodSelector {
  /// As the API takes it in a query.
  let text: String

  /// nil for objects that have no pods.
  init?(_ object: JSON) {
    guard let selector = object["spec"]?["selector"] else { return nil }
    let labels = (selector["matchLabels"]?.members ?? []).compactMap { member in
      member.value.asString.map { "\(member.key)=\($0)" }
    }
    let expressions = (selector["matchExpressions"]?.elements ?? []).compactMap(Self.term)
    guard !labels.isEmpty || !expressions.isEmpty else { return nil }
    text = (labels + expressions).joined(separator: ",")
  }

  private static func term(_ expression: JSON) -> String? {
    guard let key = expression["key"]?.asString else { return nil }
    let values = (expression["values"]?.elements ?? []).compactMap(\.asString).joined(separator: ",")
    switch expression["operator"]?.asString {
    case "In": return "\(key) in (\(values))"
    case "NotIn": return "\(key) notin (\(values))"
    case "Exists": return key
    case "DoesNotExist": return "!\(key)"
    default: return nil
    }
  }
}
