import KubernetesAPI
import Values

/// What pods say of why they do not run.
struct Trouble {
  private let client: KubernetesClient

  init(_ client: KubernetesClient) { self.client = client }

  private static let maxPods = 3

  /// A line for each thing that keeps the pods of an object from running, each after a line end; empty when
  /// nothing can be said.
  func text(of object: JSON) async -> String {
    let pods = await pods(of: object)
    var lines: [String] = []
    for pod in pods.prefix(Self.maxPods) {
      let name = pod["metadata"]?["name"]?.asString ?? ""
      lines += Self.reasons(pod).map { "Pod \(name): \($0)" }
    }
    if let refusal = Self.refusal(object) {
      lines.insert(refusal, at: 0)
    } else if lines.isEmpty, let warning = await lastWarning(about: object) {
      lines.append(warning)
    }
    return lines.map { "\n    \($0)" }.joined()
  }

  /// Why a deployment or replica set cannot have the pods that it wants.
  private static func refusal(_ object: JSON) -> String? {
    guard let condition = Readiness.condition("ReplicaFailure", object["status"]),
      condition["status"]?.asString == "True", let message = condition["message"]?.asString
    else { return nil }
    return QuotaRefusal(message)?.text ?? "Its pods are refused: \(message)"
  }

  private func pods(of object: JSON) async -> [JSON] {
    if object["kind"]?.asString == "Pod" { return [object] }
    guard let selector = PodSelector(object), let namespace = ObjectID(object).namespace else { return [] }
    let found = try? await client.list(
      ObjectPath("v1", "pods", namespace: namespace), labels: selector.text)
    return found?.items ?? []
  }

  /// What is wrong with one pod.
  static func reasons(_ pod: JSON) -> [String] {
    let status = pod["status"]
    if let condition = Readiness.condition("PodScheduled", status), condition["status"]?.asString == "False" {
      return ["it cannot be scheduled: \(condition["message"]?.asString ?? "for no reason given")"]
    }
    let containers = ["initContainerStatuses", "containerStatuses"].flatMap { status?[$0]?.elements ?? [] }
    let found = containers.compactMap(reason)
    if found.isEmpty, status?["phase"]?.asString == "Failed" {
      return [status?["message"]?.asString ?? status?["reason"]?.asString ?? "it failed"]
    }
    return found
  }

  private static func reason(_ container: JSON) -> String? {
    let (name, state) = (container["name"]?.asString ?? "", container["state"])
    if let waiting = state?["waiting"] {
      let reason = waiting["reason"]?.asString ?? "for no reason given"
      return "the container \(name) waits: \(reason)\(message(waiting))\(lastEnd(container))"
    }
    if let ended = state?["terminated"], ended["exitCode"]?.asInt != 0 {
      return "the container \(name) ended with exit code \(ended["exitCode"]?.asInt ?? 0)\(message(ended))"
    }
    if state?["running"] != nil, container["ready"]?.asBool == false {
      return "the container \(name) runs, but is not ready"
    }
    return nil
  }

  private static func message(_ state: JSON) -> String {
    guard let message = state["message"]?.asString, !message.isEmpty else { return "" }
    return ": \(message)"
  }

  private static func lastEnd(_ container: JSON) -> String {
    guard let ended = container["lastState"]?["terminated"] else { return "" }
    let reason = ended["reason"]?.asString.map { " (\($0))" } ?? ""
    return "; it last ended with exit code \(ended["exitCode"]?.asInt ?? 0)\(reason)"
  }

  private func lastWarning(about object: JSON) async -> String? {
    let id = ObjectID(object)
    let events = try? await client.list(
      ObjectPath("v1", "events", namespace: id.namespace ?? "default"),
      fields: "involvedObject.name=\(id.name),type=Warning")
    return events?.items.last.flatMap(News.line)
  }
}
