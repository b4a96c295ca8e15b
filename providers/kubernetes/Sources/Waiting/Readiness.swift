import Values

/// How far an object is on the way to what is waited for.
enum Readiness: Equatable {
  case ready
  /// With what is missing, as a clause: `1 of 3 pods are available`.
  case waiting(String)
  /// It will not come about by itself, for a reason.
  case failed(String)
}

extension Readiness {
  /// Whether all pods of a workload are as they are configured: what `kubectl rollout status` looks at.
  static func rollout(_ object: JSON) -> Readiness {
    let (spec, status) = (object["spec"], object["status"])
    let generation = object["metadata"]?["generation"]?.asInt ?? 0
    guard (status?["observedGeneration"]?.asInt ?? 0) >= generation else {
      return .waiting("the cluster has not looked at the change yet")
    }
    switch object["kind"]?.asString {
    case "DaemonSet": return daemons(status)
    case "StatefulSet": return stateful(spec, status)
    default: return deployment(spec, status)
    }
  }

  private static func deployment(_ spec: JSON?, _ status: JSON?) -> Readiness {
    if let condition = condition("Progressing", status),
      condition["reason"]?.asString == "ProgressDeadlineExceeded"
    {
      return .failed(condition["message"]?.asString ?? "the progress deadline is exceeded")
    }
    let wanted = spec?["replicas"]?.asInt ?? 1
    let updated = status?["updatedReplicas"]?.asInt ?? 0
    if updated < wanted { return .waiting("\(updated) of \(wanted) pods are up to date") }
    let all = status?["replicas"]?.asInt ?? 0
    if all > updated { return .waiting("\(all &- updated) old pods have not ended") }
    return available(status?["availableReplicas"], of: wanted)
  }

  private static func stateful(_ spec: JSON?, _ status: JSON?) -> Readiness {
    if spec?["updateStrategy"]?["type"]?.asString == "OnDelete" { return .ready }
    let wanted = spec?["replicas"]?.asInt ?? 1
    let partition = spec?["updateStrategy"]?["rollingUpdate"]?["partition"]?.asInt ?? 0
    let updated = status?["updatedReplicas"]?.asInt ?? 0
    if updated < wanted &- partition { return .waiting("\(updated) of \(wanted) pods are up to date") }
    return available(status?["readyReplicas"], of: wanted)
  }

  private static func daemons(_ status: JSON?) -> Readiness {
    let wanted = status?["desiredNumberScheduled"]?.asInt ?? 0
    let updated = status?["updatedNumberScheduled"]?.asInt ?? 0
    if updated < wanted { return .waiting("\(updated) of \(wanted) pods are up to date") }
    return available(status?["numberAvailable"], of: wanted)
  }

  private static func available(_ count: JSON?, of wanted: Int) -> Readiness {
    let count = count?.asInt ?? 0
    return count >= wanted ? .ready : .waiting("\(count) of \(wanted) pods are available")
  }

  /// - Parameters:
  ///   - wanted: the phases to wait for.
  ///   - replaced: the ids of containers that are to make room for their next.
  static func pod(_ object: JSON, wanted: [String], without replaced: Set<String>) -> Readiness {
    let phase = object["status"]?["phase"]?.asString ?? "Pending"
    let statuses = object["status"]?["containerStatuses"]?.elements ?? []
    let old = statuses.first { $0["containerID"]?.asString.map(replaced.contains) ?? false }
    if let old { return .waiting("the container \(old["name"]?.asString ?? "") has its former image") }
    if wanted.contains(phase) { return .ready }
    if phase == "Failed" || phase == "Succeeded" { return .failed("its phase is \(phase)") }
    return .waiting("its phase is \(phase)")
  }

  static func claim(_ object: JSON) -> Readiness {
    switch object["status"]?["phase"]?.asString {
    case "Bound": .ready
    case "Lost": .failed("its volume is lost")
    default: .waiting("no volume is bound to it")
    }
  }

  static func loadBalancer(_ object: JSON) -> Readiness {
    let type = object["spec"]?["type"]?.asString
    if object["kind"]?.asString == "Service", type != "LoadBalancer" { return .ready }
    let addresses = object["status"]?["loadBalancer"]?["ingress"]?.elements ?? []
    return addresses.isEmpty ? .waiting("no load balancer has an address for it") : .ready
  }

  static func job(_ object: JSON) -> Readiness {
    let status = object["status"]
    if let failure = condition("Failed", status), failure["status"]?.asString == "True" {
      return .failed(failure["message"]?.asString ?? failure["reason"]?.asString ?? "it failed")
    }
    if let done = condition("Complete", status), done["status"]?.asString == "True" { return .ready }
    return .waiting("\(status?["active"]?.asInt ?? 0) pods are at work")
  }

  static func token(_ object: JSON) -> Readiness {
    let isAccounts = object["type"]?.asString == "kubernetes.io/service-account-token"
    return !isAccounts || object["data"]?["token"] != nil ? .ready : .waiting("it has no token")
  }

  static func condition(_ type: String, _ status: JSON?) -> JSON? {
    status?["conditions"]?.elements?.first { $0["type"]?.asString == type }
  }
}
