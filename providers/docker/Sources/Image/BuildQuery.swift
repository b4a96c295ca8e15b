import ProviderKit
import Values

/// The parameters of `ImageBuild` (Docker Engine API 1.41 to 1.55). Collections travel as JSON.
struct BuildQuery {
  private(set) var query: APIQuery = [:]

  /// - Parameter dockerfile: its path in what is sent.
  init(_ build: ImageObject.Build, name: String, dockerfile: String) {
    for name in [name] + (build.tag ?? []) { query.add("t", name) }
    addInput(build, dockerfile)
    addOutput(build)
    addLimits(build)
  }

  private mutating func addInput(_ build: ImageObject.Build, _ dockerfile: String) {
    add("dockerfile", dockerfile)
    add("remote", build.remoteContext)
    add("buildargs", build.buildArgs)
    add("target", build.target)
    add("platform", build.platform)
    add("pull", build.pullParent)
    add("nocache", build.noCache)
    add("cachefrom", build.cacheFrom)
    add("networkmode", build.networkMode)
    add("extrahosts", build.extraHosts)
    add("securityopt", build.securityOpt)
  }

  private mutating func addOutput(_ build: ImageObject.Build) {
    add("labels", (build.label ?? [:]).merging(build.labels ?? [:]) { _, current in current })
    add("squash", build.squash)
    add("q", build.suppressOutput)
    // A failed build leaves nothing behind either, unless its containers are wanted.
    if build.remove == false { query.add("rm", "0") }
    add("forcerm", build.forceRemove ?? (build.remove != false))
    add("buildid", build.buildId)
    add("version", build.version)
  }

  private mutating func addLimits(_ build: ImageObject.Build) {
    add("isolation", build.isolation)
    add("memory", build.memory)
    add("memswap", build.memorySwap)
    add("shmsize", build.shmSize)
    add("cpushares", build.cpuShares)
    add("cpuperiod", build.cpuPeriod)
    add("cpuquota", build.cpuQuota)
    add("cpusetcpus", build.cpuSetCpus)
    add("cpusetmems", build.cpuSetMems)
    add("cgroupparent", build.cgroupParent)
    let ulimits = build.ulimit.map { limit -> JSON in
      ["Name": .string(limit.name), "Soft": .number(Number(limit.soft)), "Hard": .number(Number(limit.hard))]
    }
    if !ulimits.isEmpty { query.add("ulimits", JSON.array(ulimits).text()) }
  }

  private mutating func add(_ name: String, _ text: String?) {
    if let text = text?.nonEmpty { query.add(name, text) }
  }

  private mutating func add(_ name: String, _ flag: Bool?) {
    if flag == true { query.add(name, "1") }
  }

  private mutating func add(_ name: String, _ number: Int?) {
    if let number, number != 0 { query.add(name, String(number)) }
  }

  private mutating func add(_ name: String, _ list: [String]?) {
    if let list = list?.nonEmpty { query.add(name, JSON.array(list.map(JSON.string)).text()) }
  }

  private mutating func add(_ name: String, _ map: [String: String]?) {
    guard let map = map?.nonEmpty else { return }
    let members = map.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
    query.add(name, JSON.object(members).text())
  }
}
