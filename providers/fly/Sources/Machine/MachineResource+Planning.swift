import ProviderAPI
import ProviderKit
import Values

extension MachineResource {
  static func adjust(_ plan: inout ResourcePlan) {
    plan.keepUnsaid("mounts", ["encrypted", "size_gb", "name"])
    guard !plan.isCreate else { return }
    if plan.isChanged("mounts"), volumes(plan.prior) != volumes(plan.planned) {
      plan.requireReplace("mounts")
    }
    if configured.contains(where: plan.isChanged) {
      for name in ["version", "state"] { plan.setUnknown(name) }
      if plan.isChanged("image") { plan.setUnknown("image_digest") }
    }
    // The state is somebody else's doing; that it is to be another one is for us to mend.
    if let wanted = plan.config["desired_state"].asString,
      !matches(plan.prior?.keyedElements?["state"]?.asString, wanted)
    {
      plan.setUnknown("state")
    }
  }

  /// The arguments that are sent to Fly when they change.
  private static let configured = [
    "image", "cmd", "entrypoint", "exec", "env", "init", "processes", "cpus", "cputype", "memorymb", "guest",
    "services", "checks", "dns", "mounts", "files", "restart", "schedule", "stop_config", "auto_destroy",
    "standbys",
    "metadata", "min_secrets_version", "containers", "metrics", "statics",
  ]

  /// The volumes that an object mounts; one that is known after apply is a change.
  private static func volumes(_ object: Value?) -> [Value] {
    object?.keyedElements?["mounts"]?.elements?.map { $0.keyedElements?["volume"] ?? .null(.string) } ?? []
  }

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    (config["services"].elements ?? []).enumerated().flatMap { portProblems(ConfigView($1), at: $0) }
      + (config["files"].elements ?? []).flatMap { fileProblems(ConfigView($0)) } + stateProblems(config)
      + containerProblems((config["containers"].elements ?? []).map { ConfigView($0) })
  }

  private static func portProblems(_ service: ConfigView, at index: Int) -> [ProviderDiagnostic] {
    let ports = (service["ports"].elements ?? []).map { ConfigView($0) }
    return ports.compactMap { port in
      let (one, first, last) = (port.isSet("port"), port.isSet("start_port"), port.isSet("end_port"))
      guard one == (first || last) || first != last else { return nil }
      return ProviderDiagnostic(
        "Invalid port",
        "An element of \"ports\" needs \"port\", or else both \"start_port\" and \"end_port\".",
        at: AttributePath("services").appending(.index(index)).appending(.attribute("ports")))
    }
  }

  private static func fileProblems(_ file: ConfigView) -> [ProviderDiagnostic] {
    guard file.isSet("raw_value") == file.isSet("secret_name") else { return [] }
    return [
      ProviderDiagnostic(
        "Invalid file",
        "An element of \"files\" needs \"raw_value\" or \"secret_name\", and only one of them.",
        at: AttributePath("files"))
    ]
  }

  private static func containerProblems(_ containers: [ConfigView]) -> [ProviderDiagnostic] {
    let names = containers.compactMap { $0["name"].asString }
    guard names.count == containers.count else { return [] }
    let problem = { (detail: String) in
      ProviderDiagnostic("Invalid container", detail, at: AttributePath("containers"))
    }
    let twice = Set(names).filter { name in names.filter { $0 == name }.count > 1 }.sorted()
    let awaited = containers.flatMap { $0["depends_on"].elements ?? [] }.compactMap {
      ConfigView($0)["name"].asString
    }
    return twice.map { problem("Two containers of the machine are named \"\($0)\".") }
      + Set(awaited).subtracting(names).sorted().map {
        problem("A container waits for \"\($0)\", which is no container of the machine.")
      }
      + containers.flatMap { $0["files"].elements ?? [] }.flatMap { fileProblems(ConfigView($0)) }
  }

  private static func stateProblems(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard config["auto_destroy"].asBool == true, config["desired_state"].asString == "stopped" else {
      return []
    }
    return [
      ProviderDiagnostic(
        "Conflicting configuration arguments",
        "A machine with \"auto_destroy\" is gone once it stops, so that it cannot be kept stopped.",
        at: AttributePath("desired_state"))
    ]
  }
}

extension ResourcePlan {
  /// Gives members of objects in a list their recorded values, where the configuration leaves them out. Other
  /// programs have recorded what Fly made of them.
  fileprivate mutating func keepUnsaid(_ name: String, _ members: [String]) {
    guard let before = prior?.keyedElements?[name]?.elements, let after = self[name].elements,
      before.count == after.count, let type = self[name].type.elementType
    else { return }
    let merged = zip(before, after).map { before, after -> Value in
      guard var object = after.keyedElements, let old = before.keyedElements,
        object["volume"] == old["volume"]
      else { return after }
      for member in members where object[member]?.isNull ?? true { object[member] = old[member] }
      return .object(object)
    }
    set(name, to: .list(merged, of: type))
  }
}
