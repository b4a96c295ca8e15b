import ProviderAPI
import ProviderKit
public import Values

/// What became of an object.
public struct WatchEvent: Sendable {
  public enum Kind: String, Sendable {
    case added = "ADDED"
    case modified = "MODIFIED"
    case deleted = "DELETED"
  }

  public var kind: Kind
  public var object: JSON
}

extension KubernetesClient {
  /// How long the server is asked to keep one watch open.
  private static let watchLength = "300"
  /// Before a watch that broke is begun again.
  private static let pause = Duration.milliseconds(200)
  /// Between two questions where nothing can be watched.
  private static let patientPause = Duration.seconds(2)

  /// Shows `look` the objects of a collection as they are, and then what becomes of them, until it has an answer.
  ///
  /// A watch that ends, breaks or falls behind (410) is begun again with all objects as they are then; `look` is
  /// told so with `isFresh` at the first.
  ///
  /// - Parameters:
  ///   - timeout: from the start; nil for as long as it takes.
  ///   - look: called for each object; `nil` goes on. A fresh list without objects is shown as a nil event.
  /// - Throws: `.timedOut`; what `look` throws.
  public func watch<Answer: Sendable>(
    _ path: ObjectPath, labels: String? = nil, fields: String? = nil, timeout: Duration?,
    _ look: @escaping @Sendable (WatchEvent?) async throws -> Answer?
  ) async throws -> Answer {
    try await within(timeout) {
      try await follow(path, labels, fields, look)
    }
  }

  /// As ``watch(_:labels:fields:timeout:_:)`` for one object. Who may not watch may still get: then it is asked for
  /// again and again.
  ///
  /// - Parameter look: a nil event says that there is no such object.
  public func watch<Answer: Sendable>(
    object path: ObjectPath, timeout: Duration?,
    _ look: @escaping @Sendable (WatchEvent?) async throws -> Answer?
  ) async throws -> Answer {
    try await within(timeout) {
      do {
        return try await follow(path.collection, nil, "metadata.name=\(path.name ?? "")", look)
      } catch let error as ProviderError where error.apiStatus?.code == 403 {
        return try await poll(every: Self.patientPause, timeout: nil) {
          try await look(try await find(path).map { WatchEvent(kind: .modified, object: $0) })
        }
      }
    }
  }

  private func follow<Answer: Sendable>(
    _ path: ObjectPath, _ labels: String?, _ fields: String?,
    _ look: @Sendable (WatchEvent?) async throws -> Answer?
  ) async throws -> Answer {
    try await poll(every: Self.pause, timeout: nil) {
      guard let list = try await unlessBroken({ try await list(path, labels: labels, fields: fields) })
      else { return nil }
      for item in list.items {
        if let answer = try await look(WatchEvent(kind: .added, object: item)) { return answer }
      }
      if list.items.isEmpty, let answer = try await look(nil) { return answer }
      return try await stream(path, labels, fields, from: list.resourceVersion, look)
    }
  }

  /// nil when the watch has to be begun again.
  private func stream<Answer: Sendable>(
    _ path: ObjectPath, _ labels: String?, _ fields: String?, from version: String?,
    _ look: @Sendable (WatchEvent?) async throws -> Answer?
  ) async throws -> Answer? {
    try await unlessBroken {
      let lines = try await calling { api in
        try await api.lines(
          of: api.request(
            .get, path.api,
            query: [
              "watch": "true", "labelSelector": labels, "fieldSelector": fields, "resourceVersion": version,
              "timeoutSeconds": Self.watchLength, "allowWatchBookmarks": "true",
            ]), as: JSON.self)
      }
      for try await line in lines {
        guard let kind = WatchEvent.Kind(rawValue: line["type"]?.asString ?? ""), let object = line["object"]
        else {
          // A bookmark says nothing new; an error, that the version is too old.
          if line["type"]?.asString == "ERROR" { return nil }
          continue
        }
        if let answer = try await look(WatchEvent(kind: kind, object: object)) { return answer }
      }
      return nil
    }
  }

  /// nil for what passes: a server that restarts, a watch that breaks or falls behind.
  private func unlessBroken<Answer>(_ body: () async throws -> Answer?) async throws -> Answer? {
    do {
      return try await body()
    } catch let error as ProviderError {
      switch error.code {
      case .unavailable, .timedOut, .throttled, .protocolViolation: return nil
      case .conflict where error.apiStatus?.code == 410: return nil
      case .notFound, .conflict, .denied, .invalid, .cancelled: throw error
      }
    }
  }
}
