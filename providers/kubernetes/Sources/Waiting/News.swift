import KubernetesAPI
import ProviderAPI
import Synchronization
import Values

/// What the cluster says happens to an object and to the pods that it makes (core/v1 `Event`).
struct News: Sendable {
  private let path: ObjectPath
  /// What happened before is not told; nil for all that is there when the telling begins.
  private let since: String?
  private let client: KubernetesClient

  init(_ path: ObjectPath, since: String?, _ client: KubernetesClient) {
    self.path = path
    self.since = since
    self.client = client
  }

  /// Tells until it is cancelled. Who may change objects need not be allowed to see events: then nothing is told.
  func tell(_ operation: Operation) async {
    let told = Told()
    _ = try? await client.watch(
      ObjectPath("v1", "events", namespace: path.namespace ?? "default"), timeout: nil
    ) { event -> Bool? in
      guard let event, concerns(event.object), let line = Self.line(event.object) else { return nil }
      if isNew(event), told.isFirst(line) { operation.report(line) }
      return nil
    }
  }

  private func isNew(_ event: WatchEvent) -> Bool {
    let time = event.object["lastTimestamp"]?.asString ?? event.object["eventTime"]?.asString ?? ""
    guard let since else { return true }
    return time.prefix(19) >= since.prefix(19)
  }

  private func concerns(_ event: JSON) -> Bool {
    guard let name = event["involvedObject"]?["name"]?.asString, let own = path.name else { return false }
    return name == own || name.hasPrefix("\(own)-")
  }

  /// Reasons that are news although all is well.
  private static let good: Set<String> = [
    "Pulling", "Pulled", "Started", "WaitForFirstConsumer", "ProvisioningSucceeded", "SuccessfulAttachVolume",
    "TriggeredScaleUp",
  ]

  /// `dev-0: Pulling image "busybox"`; nil when it is of no interest.
  static func line(_ event: JSON) -> String? {
    guard let reason = event["reason"]?.asString, let message = event["message"]?.asString,
      event["type"]?.asString == "Warning" || good.contains(reason)
    else { return nil }
    let name = event["involvedObject"]?["name"]?.asString ?? ""
    let line = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? reason
    let text = QuotaRefusal(line)?.text ?? line
    return event["type"]?.asString == "Warning" ? "\(name): \(reason): \(text)" : "\(name): \(text)"
  }
}

/// Lines that were told already.
private final class Told: Sendable {
  private let lines = Mutex<Set<String>>([])

  func isFirst(_ line: String) -> Bool { lines.withLock { $0.insert(line).inserted } }
}
