import RegularExpressions
import Values

/// Labels and annotations that are others' business: those of Kubernetes' own domains, those that this provider
/// marks objects with, and those that the provider's configuration names by patterns.
struct IgnoredKeys: Sendable {
  var labels: [RegularExpression] = []
  var annotations: [RegularExpression] = []

  func removed(from now: KeyedValues, named field: String, besides configured: KeyedValues) -> KeyedValues {
    let patterns = field == "labels" ? labels : annotations
    return KeyedValues(
      now.filter { key, _ in
        if key == OperationMark.annotation { return false }
        if configured[key] != nil { return true }
        return !Self.isInternal(key) && !patterns.contains { $0.matches(key) }
      }.map { ($0.key, $0.value) })
  }

  /// What Kubernetes' own controllers add without a domain of theirs: to the pods of jobs, and to daemon sets.
  private static let unprefixed: Set<String> = [
    "controller-uid", "job-name", "deprecated.daemonset.template.generation",
  ]

  /// `app.kubernetes.io` is for everybody.
  private static func isInternal(_ key: String) -> Bool {
    if unprefixed.contains(key) { return true }
    let domain = key.prefix { $0 != "/" }
    if domain == "app.kubernetes.io" || domain == "service.beta.kubernetes.io" { return false }
    return key.contains("/") && (domain == "kubernetes.io" || domain.hasSuffix(".kubernetes.io"))
  }
}

/// How an object tells which operation made it, so that it is found after a crash.
enum OperationMark {
  static let annotation = "rcw.dev/operation"

  static func of(_ object: JSON) -> String? {
    object["metadata"]?["annotations"]?[annotation]?.asString
  }

  static func set(_ operation: String, on object: inout JSON) {
    var metadata = object["metadata"] ?? .object([])
    var annotations = metadata["annotations"] ?? .object([])
    annotations[annotation] = .string(operation)
    metadata["annotations"] = annotations
    object["metadata"] = metadata
  }
}
