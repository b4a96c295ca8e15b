import Encodings
import ProviderAPI
import ProviderKit
import Values

extension ContainerResource {
  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    config.blocks("volumes").flatMap(volumeProblems) + config.blocks("upload").flatMap(uploadProblems)
      + commandProblems(config)
  }

  static func adjust(_ plan: inout ResourcePlan) {
    plan.dropEmptyChanges()
    for name in ["user", "working_dir"] { plan.keepInherited(name) }
    if plan.isChanged("network_mode"), isDefaultNetwork(plan.prior, plan.planned) {
      plan.keepPrior("network_mode")
    }
    if plan.isChanged("ports"), publishesTheSame(plan) { plan.keepPrior("ports") }
    if plan.isCreate { return }
    if hasSwapOfEngine(plan), !plan.isChanged("memory") { plan.keepPrior("memory_swap") }
    requireReplacementToLiftLimits(&plan)
    // A start gives the container new addresses.
    if plan.isChanged("must_run") || plan.isChanged("start") {
      for name in ["exit_code", "network_data", "bridge"] { plan.setUnknown(name) }
    }
  }

  static func upgrade(version: Int, _ object: JSON) throws -> JSON { Label.upgraded(object) }

  // MARK: Planning

  /// The engine's update takes 0 and "" for "as it is", so that a limit can be changed but not lifted.
  private static func requireReplacementToLiftLimits(_ plan: inout ResourcePlan) {
    let limits = [
      "memory", "memory_reservation", "memory_swap", "cpu_shares", "cpu_set", "cpu_period", "cpu_quota",
    ]
    for name in limits where plan.isChanged(name) && plan[name].meaning == nil {
      if name != "memory_swap" || !hasSwapOfEngine(plan) { plan.requireReplace(name) }
    }
  }

  /// Whether the recorded swap is what the engine makes of none: twice the memory, or -1 where it has no swap.
  /// Other programs record that.
  private static func hasSwapOfEngine(_ plan: ResourcePlan) -> Bool {
    guard plan.config["memory_swap"].meaning == nil, let prior = plan.prior?.keyedElements,
      let swap = prior["memory_swap"]?.asInt, let memory = prior["memory"]?.asInt
    else { return false }
    return swap == -1 || swap == 2 * memory
  }

  /// Older versions of the API call the default network's mode `default`.
  private static func isDefaultNetwork(_ prior: Value?, _ planned: Value) -> Bool {
    [prior, planned].allSatisfy { object in
      ["default", "bridge"].contains(object?.value(at: AttributePath("network_mode"))?.asString)
    }
  }

  /// Whether prior and planned ports are the same in another order. A port that the host chose stays.
  private static func publishesTheSame(_ plan: ResourcePlan) -> Bool {
    guard var prior = plan.prior?.value(at: AttributePath("ports"))?.elements,
      let configured = plan.config["ports"].elements, prior.count == configured.count
    else { return false }
    for port in configured {
      guard let index = prior.firstIndex(where: { isSamePort($0, port) }) else { return false }
      prior.remove(at: index)
    }
    return true
  }

  private static func isSamePort(_ prior: Value, _ configured: Value) -> Bool {
    let (prior, configured) = (ConfigView(prior), ConfigView(configured))
    let isSame = { (name: String, standard: String) in
      let value = configured[name]
      return value.isKnown
        && (value.asString?.nonEmpty ?? standard) == (prior[name].asString?.nonEmpty ?? standard)
    }
    let external = configured["external"]
    return prior["internal"] == configured["internal"] && isSame("protocol", "tcp") && isSame("ip", "0.0.0.0")
      && (external.isNull || external == prior["external"])
  }

  // MARK: Validation

  private static func volumeProblems(_ volume: ConfigView) -> [ProviderDiagnostic] {
    let (container, path) = (volume["from_container"], volume["container_path"])
    guard container.isKnown, path.isKnown, (container.meaning == nil) == (path.meaning == nil) else {
      return []
    }
    return [
      ProviderDiagnostic(
        "Invalid volume",
        "A \"volumes\" block needs either \"container_path\", for a volume or folder of its own, or "
          + "\"from_container\", for the volumes of another container.", at: AttributePath("volumes"))
    ]
  }

  private static func uploadProblems(_ upload: ConfigView) -> [ProviderDiagnostic] {
    let sources = ["content", "content_base64", "source"].map { upload[$0] }
    let set = sources.count { $0.isKnown ? !$0.isNull : false }
    let isCertain = sources.allSatisfy(\.isKnown)
    var problems: [ProviderDiagnostic] = []
    if set > 1 || set == 0 && isCertain {
      problems.append(
        ProviderDiagnostic(
          "Invalid upload",
          "An \"upload\" block needs exactly one of \"content\", \"content_base64\" and \"source\".",
          at: AttributePath("upload")))
    }
    if let text = upload["content_base64"].asString, Encodings.Base64.standard.decode(text) == nil {
      problems.append(
        ProviderDiagnostic("Invalid upload", "\"content_base64\" is not base64.", at: AttributePath("upload"))
      )
    }
    return problems
  }

  private static func commandProblems(_ config: ConfigView) -> [ProviderDiagnostic] {
    guard config["command"].elements?.contains(where: { $0.asString == "" }) == true else { return [] }
    return [
      ProviderDiagnostic(
        "Empty command word", "The words of \"command\" may not be empty.", at: AttributePath("command"))
    ]
  }
}
