import Values

/// Where an object that says all that its configuration says would be refused.
extension Kind {
  func adapt(_ object: inout JSON) {
    guard var spec = object["spec"] else { return }
    switch kind {
    case "Service": Self.adaptService(&spec)
    case "Deployment", "DaemonSet":
      Self.adaptStrategy(&spec, named: kind == "Deployment" ? "strategy" : "updateStrategy")
    case "StatefulSet": Self.adaptStrategy(&spec, named: "updateStrategy")
    case "CronJob" where spec["startingDeadlineSeconds"] == 0: spec["startingDeadlineSeconds"] = nil
    default: return
    }
    object["spec"] = spec
  }

  /// The object of the API without what no state may hold.
  ///
  /// - Parameter known: what is recorded or wanted.
  func visible(_ object: JSON, to known: Value) -> JSON {
    kind == "Secret" ? SecretContent.visible(object, to: known) : object
  }

  /// Whether the server's word about the object may differ after each change.
  var changesStatus: Bool { wait == .loadBalancer }

  private static func adaptService(_ spec: inout JSON) {
    let type = spec["type"]?.asString ?? "ClusterIP"
    if type != "LoadBalancer" { spec["allocateLoadBalancerNodePorts"] = nil }
    if type == "ExternalName" {
      for name in ["clusterIP", "clusterIPs", "sessionAffinity", "publishNotReadyAddresses"] {
        spec[name] = nil
      }
    }
  }

  /// Only rolling updates have anything to say about how.
  private static func adaptStrategy(_ spec: inout JSON, named name: String) {
    guard let type = spec[name]?["type"]?.asString, type != "RollingUpdate" else { return }
    spec[name]?["rollingUpdate"] = nil
  }
}
