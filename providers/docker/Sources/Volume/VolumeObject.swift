import ProviderAPI

/// A volume as the state records it.
struct VolumeObject: Codable, Equatable, Sendable {
  struct Cluster: Codable, Equatable, Sendable {
    var id: String?
    var scope: String?
    var sharing: String?
    var type: String?
    var topologyPreferred: String?
    var topologyRequired: String?
    var requiredBytes: String?
    var limitBytes: String?
    var group: String?
    var availability: String?
  }

  var name: String?
  var driver: String?
  var driverOpts: [String: String]?
  var labels: [Label] = []
  var mountpoint: String?
  var cluster: [Cluster] = []

  /// The object with every gap filled that the configuration leaves to the engine.
  func completed(with now: VolumeInspection) -> VolumeObject {
    var object = self
    object.name = now.name
    object.driver = driver?.nonEmpty ?? now.driver ?? "local"
    object.mountpoint = now.mountpoint ?? ""
    if !cluster.isEmpty {
      object.cluster[0].id = now.clusterVolume?.id
      object.cluster[0].availability = now.clusterVolume?.spec?.availability ?? cluster[0].availability
    }
    return object
  }

  /// The recorded object brought up to date: another volume may bear the name by now.
  func refreshed(with now: VolumeInspection) -> VolumeObject {
    var object = self
    object.driver = now.driver
    if (driverOpts ?? [:]) != (now.options ?? [:]) { object.driverOpts = now.options }
    let current = [Label](now.labels)
    if Set(labels) != Set(current) { object.labels = current }
    return object.completed(with: now)
  }

  /// Whether a volume that exists already is what is wanted.
  func describes(_ existing: VolumeInspection) -> Bool {
    Set(labels) == Set([Label](existing.labels)) && (driverOpts ?? [:]) == (existing.options ?? [:])
  }
}

extension ClusterVolumeSpec {
  init(_ wanted: VolumeObject.Cluster) throws {
    group = wanted.group
    accessMode = AccessMode(
      scope: wanted.scope, sharing: wanted.sharing, mountVolume: wanted.type == "mount" ? EmptyObject() : nil,
      blockVolume: wanted.type == "mount" ? nil : EmptyObject())
    accessibilityRequirements = Accessibility(
      requisite: Self.topologies(wanted.topologyRequired),
      preferred: Self.topologies(wanted.topologyPreferred))
    capacityRange = CapacityRange(
      requiredBytes: try Self.bytes(wanted.requiredBytes), limitBytes: try Self.bytes(wanted.limitBytes))
    availability = wanted.availability
  }

  /// From `region=west,zone=2`.
  private static func topologies(_ text: String?) -> [Topology]? {
    guard let text = text?.nonEmpty else { return nil }
    let pairs = text.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    let segments = pairs.filter { !$0.isEmpty }.map { ($0[0], $0.count > 1 ? $0[1] : "") }
    return [Topology(segments: Dictionary(segments, uniquingKeysWith: { _, later in later }))]
  }

  /// From `2G`, `512MiB` or a number of bytes; units are powers of 1024.
  static func bytes(_ text: String?) throws -> Int? {
    guard let text = text?.nonEmpty else { return nil }
    let (digits, unit) = (text.prefix(while: \.isNumber), text.drop(while: \.isNumber).lowercased())
    let power = ["": 0, "b": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5][
      unit.replacing("ib", with: "").replacing("b", with: "").trimmed]
    guard let number = Int(digits), let power,
      case (let bytes, let overflow) = number.multipliedReportingOverflow(by: 1 << (10 * power)),
      !overflow
    else { throw ProviderError(.invalid, "\"\(text)\" is not a size such as 10GB or 512MiB.") }
    return bytes
  }
}
