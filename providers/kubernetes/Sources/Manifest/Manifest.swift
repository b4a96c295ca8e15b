import KubernetesAPI
import ProviderAPI
import Values

/// An object as a configuration writes it.
struct Manifest {
  var json: JSON

  var apiVersion: String { json["apiVersion"]?.asString ?? "" }
  var kind: String { json["kind"]?.asString ?? "" }
  var namespace: String? { json["metadata"]?["namespace"]?.asString }
  var name: String { json["metadata"]?["name"]?.asString ?? "" }
  var title: String { "The \(kind) \(namespace.map { "\($0)/" } ?? "")\(name)" }

  /// As the public provider has it: `apiVersion=v1,kind=Secret,namespace=default,name=sample`.
  var id: String {
    let place = namespace.map { "namespace=\($0)," } ?? ""
    return "apiVersion=\(apiVersion),kind=\(kind),\(place)name=\(name)"
  }

  /// - Throws: `.invalid` when it does not say which object it is.
  init(_ object: Value) throws(ProviderError) {
    let manifest = object.keyedElements?["manifest"] ?? .null(.dynamic)
    guard let json = try? JSON(manifest.withoutDeepMarks), json.members != nil else {
      throw ProviderError(.invalid, "The manifest is no object.", attribute: AttributePath("manifest"))
    }
    self.json = json.withoutNulls
    guard !apiVersion.isEmpty, !kind.isEmpty, !name.isEmpty else {
      throw ProviderError(
        .invalid, "A manifest needs apiVersion, kind and metadata.name.",
        attribute: AttributePath("manifest"))
    }
  }

  /// - Throws: `.invalid`
  init(id: String) throws(ProviderError) {
    var parts: [String: String] = [:]
    for part in id.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      if pair.count == 2 { parts[pair[0]] = pair[1] }
    }
    guard let version = parts["apiVersion"], let kind = parts["kind"], let name = parts["name"] else {
      throw ProviderError(
        .invalid,
        "The id of a manifest is apiVersion=VERSION,kind=KIND,namespace=NAMESPACE,name=NAME, and \"\(id)\" is not."
      )
    }
    var metadata: JSON = ["name": .string(name)]
    if let namespace = parts["namespace"] { metadata["namespace"] = .string(namespace) }
    json = ["apiVersion": .string(version), "kind": .string(kind), "metadata": metadata]
  }

  /// What cannot be changed without making another object of it.
  /// nil while it is not known.
  static func identity(_ manifest: Value) -> [String?]? {
    let metadata = manifest.keyedElements?["metadata"]?.keyedElements
    let parts = [
      manifest.keyedElements?["apiVersion"], manifest.keyedElements?["kind"], metadata?["name"],
      metadata?["namespace"],
    ]
    return parts.allSatisfy { $0?.isKnown ?? true } ? parts.map { $0?.asString } : nil
  }

  // MARK: The cluster's object

  /// Without what only the API's machinery uses.
  static func bare(_ object: JSON) -> JSON {
    var object = object
    var metadata = object["metadata"] ?? .object([])
    metadata["managedFields"] = nil
    if metadata["annotations"]?[OperationMark.annotation] != nil {
      metadata["annotations"]?[OperationMark.annotation] = nil
      if metadata["annotations"]?.members?.isEmpty == true { metadata["annotations"] = nil }
    }
    object["metadata"] = metadata
    return object
  }

  /// What a configuration would say of it.
  static func wanted(_ object: JSON) -> JSON {
    var object = bare(object)
    object["status"] = nil
    for name in ["uid", "resourceVersion", "generation", "creationTimestamp", "selfLink"] {
      object["metadata"]?[name] = nil
    }
    return object
  }

  static func computedFields(_ object: Value) -> Set<FieldPath> {
    let given = object.keyedElements?["computed_fields"]?.elements?.compactMap(\.asString) ?? []
    return Set((given.isEmpty ? ["metadata.annotations", "metadata.labels"] : given).map(FieldPath.init))
  }

  /// The manifest with what has become of its fields; those that are `computed` stay as they are.
  func refreshed(with now: JSON, _ computed: Set<FieldPath>) -> JSON {
    Self.refreshed(json, now, .root, computed)
  }

  private static func refreshed(
    _ old: JSON, _ now: JSON, _ path: FieldPath, _ computed: Set<FieldPath>
  ) -> JSON {
    if computed.contains(path) { return old }
    switch (old, now) {
    case (.object(let members), .object):
      return .object(
        members.compactMap { member in
          let inner = path.appending(member.key)
          guard let value = now[member.key] else {
            return computed.contains(inner) || member.value.saysNothing ? member : nil
          }
          return JSON.Member(member.key, refreshed(member.value, value, inner, computed))
        })
    case (.array(let before), .array(let after)) where before.count == after.count:
      return .array(
        zip(before, after).enumerated().map { refreshed($1.0, $1.1, path.appending("\($0)"), computed) })
    case (.string(let before), .string(let after)): return Quantity.isSame(before, after) ? old : now
    case (.number, .string(let after)): return old.asNumber?.description == after ? old : now
    case (.string(let before), .number(let after)): return before == after.description ? old : now
    case (.null, _): return old
    case (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return now
    }
  }
}

extension JSON {
  /// Without members that are null.
  var withoutNulls: JSON {
    switch self {
    case .object(let members):
      .object(members.filter { !$0.value.isNull }.map { Member($0.key, $0.value.withoutNulls) })
    case .array(let elements): .array(elements.map(\.withoutNulls))
    case .null, .bool, .number, .string: self
    }
  }

  /// Whether the API leaves it out.
  fileprivate var saysNothing: Bool {
    switch self {
    case .null: true
    case .bool(let bool): !bool
    case .string(let text): text.isEmpty
    case .number(let number): number.isZero
    case .array(let elements): elements.isEmpty
    case .object(let members): members.allSatisfy(\.value.saysNothing)
    }
  }
}

/// What is wrong with a manifest that can be seen without a cluster.
enum ManifestCheck {
  static func problems(_ manifest: Value) -> [ProviderDiagnostic] {
    guard let attributes = manifest.keyedElements else {
      return [problem("A manifest is an object, such as yamldecode makes of a file.")]
    }
    var problems: [ProviderDiagnostic] = []
    for name in ["apiVersion", "kind", "metadata"] where attributes[name]?.isNull ?? true {
      problems.append(problem("The manifest has no \"\(name)\"."))
    }
    if let metadata = attributes["metadata"]?.keyedElements, metadata["name"]?.isNull ?? true {
      problems.append(problem("The manifest has no \"metadata.name\". Names cannot be generated here."))
    }
    if attributes["status"].map({ !$0.isNull }) ?? false {
      problems.append(problem("The manifest has a \"status\", which is the cluster's to say. Remove it."))
    }
    return problems
  }

  private static func problem(_ detail: String) -> ProviderDiagnostic {
    ProviderDiagnostic("Invalid manifest", detail, at: AttributePath("manifest"))
  }
}

/// An apply that others stand against, because they wrote the same fields.
struct FieldConflict {
  let error: ProviderError

  init?(_ error: ProviderError, _ title: String) {
    let causes = error.apiStatus?.causes.filter { $0.reason == "FieldManagerConflict" } ?? []
    guard !causes.isEmpty else { return nil }
    let fields = causes.map { cause in
      let who = cause.message.replacing("conflict with ", with: "")
      return "\n    \(cause.field.drop { $0 == "." }), written by \(who)"
    }
    self.error = ProviderError(
      .conflict,
      "\(title) has fields that others wrote otherwise:\(fields.joined())\nLeave them out of the configuration, or take "
        + "them over with force_conflicts = true (in field_manager) or force = true.", cause: nil)
  }
}
