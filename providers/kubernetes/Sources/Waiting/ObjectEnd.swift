import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// The end of an object: asked for, and waited for while finalizers or grace keep it.
struct ObjectEnd: Sendable {
  let path: ObjectPath
  let kind: Kind
  /// nil when it is not known.
  let uid: String?

  /// That the object is gone, or another one has its name, is success.
  func bringAbout(_ client: KubernetesClient, _ operation: Operation, _ patience: Duration) async throws {
    guard let left = try await delete(client) else { return }
    let uid = uid ?? left["metadata"]?["uid"]?.asString
    let grace = left["metadata"]?["deletionGracePeriodSeconds"]?.asInt ?? 0
    if grace > 0 { operation.report("ending, at most \(grace) s") }
    do {
      _ = try await client.watch(object: path, timeout: patience) { event -> Bool? in
        guard let event, event.kind != .deleted else { return true }
        return event.object["metadata"]?["uid"]?.asString == uid ? nil : true
      }
    } catch let error as ProviderError where error.code == .timedOut {
      throw late((try? await client.find(path)) ?? left, patience)
    }
  }

  /// What is still there.
  private func delete(_ client: KubernetesClient) async throws -> JSON? {
    var options: JSON = ["propagationPolicy": "Background"]
    if let uid { options["preconditions"] = ["uid": .string(uid)] }
    do { return try await client.delete(path, options: options) } catch let error as ProviderError
      where error.apiStatus?.reason == "Conflict"
    {
      // Webhooks refuse with the same words as the API does for another object of the name.
      guard let uid, try await client.find(path)?["metadata"]?["uid"]?.asString == uid else { return nil }
      throw error
    }
  }

  private func late(_ object: JSON, _ patience: Duration) -> ProviderError {
    let finalizers = object["metadata"]?["finalizers"]?.elements?.compactMap(\.asString) ?? []
    let conditions = object["status"]?["conditions"]?.elements ?? []
    let messages = conditions.filter { $0["status"]?.asString == "True" }.compactMap {
      $0["message"]?.asString
    }
    let keepers =
      finalizers.isEmpty
      ? "" : " It is kept by \(finalizers.map { "\"\($0)\"" }.joined(separator: ", "))."
    return ProviderError(
      .timedOut,
      "The \(kind.kind) \(ObjectID(object).text) is being deleted, but was not gone within "
        + "\(patience.goNotation).\(keepers)\(messages.map { "\n    \($0)" }.joined())")
  }
}
