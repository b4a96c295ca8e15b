extension ContainerUpdateRequest {
  /// What differs between two objects and can be changed in place.
  init(from prior: ContainerObject, to wanted: ContainerObject) throws {
    if (prior.restart, prior.maxRetryCount ?? 0) != (wanted.restart, wanted.maxRetryCount ?? 0) {
      restartPolicy = RestartPolicy(
        name: wanted.restart ?? "no", maximumRetryCount: wanted.maxRetryCount ?? 0)
    }
    memory = try Mebibytes.bytes(wanted.memory, ifNot: prior.memory)
    memoryReservation = try Mebibytes.bytes(wanted.memoryReservation, ifNot: prior.memoryReservation)
    memorySwap = try Mebibytes.bytes(wanted.memorySwap, ifNot: prior.memorySwap)
    // The engine refuses more memory than memory and swap together, and sets these to twice the memory when
    // it creates a container without them.
    if let memory, memory > 0, wanted.memorySwap ?? 0 == 0 { memorySwap = try Mebibytes.doubled(memory) }
    cpuShares = wanted.cpuShares == prior.cpuShares ? nil : wanted.cpuShares
    cpusetCpus = wanted.cpuSet == prior.cpuSet ? nil : wanted.cpuSet
    cpuPeriod = wanted.cpuPeriod == prior.cpuPeriod ? nil : wanted.cpuPeriod
    cpuQuota = wanted.cpuQuota == prior.cpuQuota ? nil : wanted.cpuQuota
  }

  var isEmpty: Bool { self == ContainerUpdateRequest() }
}

extension Mebibytes {
  fileprivate static func bytes(_ wanted: Int?, ifNot prior: Int?) throws -> Int? {
    wanted == prior ? nil : try bytes(wanted)
  }
}
