import KubernetesAPI
import ProviderAPI
import Values

/// A pod as the API has it, looked at for where programs can run.
struct Pod: Sendable {
  let json: JSON

  var path: ObjectPath {
    let id = ObjectID(json)
    return ObjectPath("v1", "pods", namespace: id.namespace, name: id.name)
  }

  var phase: String { json["status"]?["phase"]?.asString ?? "Pending" }
  var isEnding: Bool { json["metadata"]?["deletionTimestamp"] != nil }
  var isRunning: Bool { phase == "Running" && !isEnding }
  var isReady: Bool { Readiness.condition("Ready", json["status"])?["status"]?.asString == "True" }
  private var created: String { json["metadata"]?["creationTimestamp"]?.asString ?? "" }

  func label(_ name: String) -> String? { json["metadata"]?["labels"]?[name]?.asString }

  /// Whether a workload made it. Selectors of two workloads may fit one pod; names of owners do not.
  func belongs(to owner: ObjectPath, _ kind: String) -> Bool {
    let references = json["metadata"]?["ownerReferences"]?.elements ?? []
    let name = owner.name ?? ""
    return references.contains { reference in
      let own = reference["name"]?.asString ?? ""
      // A deployment's replica sets have its name and a hash, and the pods are theirs.
      return kind == "Deployment" ? own.hasPrefix("\(name)-") : own == name
    }
  }

  /// The better one to run programs in comes last.
  static func isWorse(_ first: Pod, _ second: Pod) -> Bool {
    let (one, other) = (first.rank, second.rank)
    return one == other ? first.created < second.created : one < other
  }

  private var rank: Int { isEnding ? 0 : phase == "Running" ? (isReady ? 3 : 2) : 1 }

  // MARK: Containers

  private func containers(_ list: String) -> [JSON] { json["spec"]?[list]?.elements ?? [] }

  /// The name of the container that is meant: the one named, or the one that holds the marker, has an agent's token,
  /// or is the pod's first in its own words.
  ///
  /// - Throws: `.notFound` when there is none of that name.
  func container(named name: String?, holding marker: String?) throws(ProviderError) -> String {
    let own = containers("containers")
    if let name {
      let names = (own + containers("initContainers")).map(\.name)
      guard names.contains(name) else {
        throw ProviderError(
          .notFound,
          "The pod \(ObjectID(json).text) has no container \"\(name)\". It has: \(names.joined(separator: ", "))."
        )
      }
      return name
    }
    let found =
      marker.flatMap { text in own.first { $0.holds(text) } }
      ?? own.first { $0["env"]?.elements?.contains { $0.name == "CODER_AGENT_TOKEN" } == true }
    let chosen = json["metadata"]?["annotations"]?["kubectl.kubernetes.io/default-container"]?.asString
    return found?.name ?? chosen ?? own.first?.name ?? ""
  }
}

extension JSON {
  fileprivate var name: String { self["name"]?.asString ?? "" }

  /// Whether the text is part of any string in the tree.
  fileprivate func holds(_ text: String) -> Bool {
    switch self {
    case .null, .bool, .number: false
    case .string(let string): string.contains(text)
    case .array(let elements): elements.contains { $0.holds(text) }
    case .object(let members): members.contains { $0.value.holds(text) }
    }
  }
}
