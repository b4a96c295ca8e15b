import ProviderAPI
import ProviderKit
import Synchronization
import Values

extension ObjectResource {
  var schema: ResourceSchema {
    var schema = shape.schema(kind.summary, version: version, [Timeouts.member])
    schema.rules += Self.nameRules(kind)
    return schema
  }

  /// RFC 1123, section 2.1, as the API machinery checks most names; access rules have fewer limits.
  private static func nameRules(_ kind: Kind) -> [AttributeRule] {
    let path = ["metadata", "name"]
    var rules = [
      AttributeRule(path, .conflictsWith(["generate_name"])),
      AttributeRule(path, .atLeastOneOf(["name", "generate_name"])),
    ]
    guard !kind.apiVersion.hasPrefix("rbac.") else { return rules }
    rules += [
      AttributeRule(path, .maxLength(253)),
      AttributeRule(
        path,
        .matches(
          "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$",
          message:
            "must consist of small letters, digits, hyphens and dots, and begin and end with a letter or digit"
        )),
    ]
    return rules
  }
}

/// The shapes of kinds, made when they are first needed.
final class Shapes: Sendable {
  static let shared = Shapes()

  private let shapes = Mutex<[String: Shape]>([:])

  func shape(of kind: Kind) -> Shape {
    if let shape = shapes.withLock({ $0[kind.definition] }) { return shape }
    let shape = kind.shape
    shapes.withLock { $0[kind.definition] = shape }
    return shape
  }
}

/// The block `timeouts`.
enum Timeouts {
  private static let verbs = Kind.Verb.allCases.map(\.rawValue)

  static var member: ResourceSchema.Member {
    let block = ResourceSchema(
      "How long changes may take, such as `10m`.",
      members: verbs.map { .argument($0, .string, rules: [.duration], "How long to wait for a \($0).") })
    return .blocks("timeouts", .single, block)
  }

  /// As `kubernetes_manifest` has it: a list of at most one.
  static var list: ResourceSchema.Member {
    let block = ResourceSchema(
      "How long changes may take, such as `10m`.",
      members: verbs.map { .argument($0, .string, rules: [.duration], "How long to wait for a \($0).") })
    return .blocks("timeouts", .list, block, max: 1)
  }

  static func patience(list object: Value, _ verb: String) throws -> Duration? {
    guard let block = object.keyedElements?["timeouts"]?.elements?.first else { return nil }
    return try patience(.object(["timeouts": block]), verb)
  }

  static let type = ValueType.object(
    Dictionary(verbs.map { ($0, .string) }, uniquingKeysWith: { first, _ in first }))

  /// nil where the configuration says nothing.
  static func patience(_ object: Value, _ verb: String) throws -> Duration? {
    guard let text = object.keyedElements?["timeouts"]?.keyedElements?[verb]?.asString else { return nil }
    guard let duration = Duration(goNotation: text) else {
      throw ProviderError(.invalid, "\"\(text)\" is no duration such as 10m.")
    }
    return duration
  }
}

extension JSON {
  /// Objects of the public provider's first schema version have limits and requests as lists of one object.
  var withMapsForLimits: JSON {
    switch self {
    case .array(let elements): return .array(elements.map(\.withMapsForLimits))
    case .object(let members):
      return .object(
        members.map { member in
          guard ["limits", "requests"].contains(member.key), let list = member.value.elements else {
            return Member(member.key, member.value.withMapsForLimits)
          }
          return Member(member.key, list.first ?? .null)
        })
    case .null, .bool, .number, .string: return self
    }
  }
}

extension Value {
  /// The object as it was recorded, when nothing has changed but the version, which counts what controllers say of
  /// it as well.
  func quieted(by prior: Value) -> Value {
    let path: AttributePath = AttributePath([
      .attribute("metadata"), .index(0), .attribute("resource_version"),
    ])
    guard let version = prior.value(at: path), value(at: path) != nil else { return self }
    return replacing(at: path.steps[...]) { _ in version } == prior ? prior : self
  }
}
