import KubernetesAPI
import ProviderAPI
import ProviderKit
import RegularExpressions
import Values

/// What a manifest's object is waited for: fields, conditions, or its rollout.
struct ManifestWait: Sendable {
  static let schema = ResourceSchema(
    "What to wait for after each change.",
    .argument(
      "fields", .map(.string),
      "Paths of fields, and patterns (RE2) that their values must match; `*` for any."),
    .argument("rollout", .bool, "Whether to wait for what kubectl rollout status waits for."),
    .blocks("condition", .list, condition))

  private static let condition = ResourceSchema(
    "A condition that must be so.",
    .argument("type", .string, "Such as `Ready`."), .argument("status", .string, "Such as `True`."))

  private let fields: [String: String]
  private let conditions: [(type: String, status: String)]
  private let rollout: Bool
  private let path: ObjectPath
  private let client: KubernetesClient

  init(_ wanted: Value, _ path: ObjectPath, _ client: KubernetesClient) {
    let wait = wanted.keyedElements?["wait"]?.elements?.first?.keyedElements
    let older = wanted.keyedElements?["wait_for"]?.keyedElements
    var fields: [String: String] = [:]
    for (path, pattern) in wait?["fields"]?.keyedElements ?? older?["fields"]?.keyedElements ?? [:] {
      fields[path] = pattern.asString ?? ""
    }
    self.fields = fields
    conditions = (wait?["condition"]?.elements ?? []).compactMap(\.keyedElements).map {
      ($0.text("type"), $0["status"]?.asString ?? "True")
    }
    rollout = wait?["rollout"]?.asBool == true
    self.path = path
    self.client = client
  }

  /// Returns the object as it is in the end.
  func run(_ now: JSON, _ title: String, _ patience: Duration) async throws -> JSON {
    if try missing(now) == nil { return now }
    do {
      return try await client.watch(object: path, timeout: patience) { event in
        guard let event, event.kind != .deleted else {
          throw ProviderError(.notFound, "\(title) was deleted while it was waited for.")
        }
        var object = event.object
        for name in ["kind", "apiVersion"] where object[name] == nil { object[name] = now[name] }
        return try missing(object) == nil ? object : nil
      }
    } catch let error as ProviderError where error.code == .timedOut {
      let last = (try? await client.find(path)) ?? now
      let what = (try? missing(last)).map { ": \($0)" } ?? ""
      throw ProviderError(
        .timedOut,
        "\(title) was not as it is waited for within \(patience.goNotation)\(what).\(await Trouble(client).text(of: last))"
      )
    }
  }

  /// What is not yet as it should be; nil when all is.
  ///
  /// - Throws: `.invalid` when it never will be.
  private func missing(_ object: JSON) throws -> String? {
    if rollout {
      switch Readiness.rollout(object) {
      case .ready: break
      case .waiting(let what): return what
      case .failed(let reason): throw ProviderError(.invalid, "The rollout failed: \(reason).")
      }
    }
    for (type, status) in conditions {
      let found = Readiness.condition(type, object["status"])?["status"]?.asString
      if found != status { return "the condition \(type) is \(found ?? "not there"), not \(status)" }
    }
    for (path, pattern) in fields.sorted(by: { $0.key < $1.key }) {
      let value = FieldPath(path).value(in: object)
      let text = value?.asString ?? value.map { $0.text() }
      guard let text, pattern == "*" || (try? RegularExpression(pattern))?.matches(text) ?? (text == pattern)
      else { return "\(path) is \(text ?? "not there")" }
    }
    return nil
  }
}
