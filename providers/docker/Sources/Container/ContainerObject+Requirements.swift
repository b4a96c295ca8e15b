import ProviderAPI
import Values

extension ContainerObject {
  /// Fails for what the engine's version of the API does not know: it would leave it out without a word.
  func checkSupport(by version: EngineVersion) throws {
    for (feature, isUsed, minor) in requirements where isUsed {
      let needed = EngineVersion(major: 1, minor: minor)
      guard version < needed else { continue }
      throw ProviderError(
        .invalid,
        "\"\(feature)\" needs version \(needed) of the Docker API, and the engine speaks \(version). "
          + "Remove it, or update the engine.")
    }
  }

  /// Since which version of the API (Docker's "API version history").
  private var requirements: [(feature: String, isUsed: Bool, minor: Int)] {
    let startIntervals = healthcheck?.compactMap { $0.startInterval?.nonEmpty } ?? []
    let subpaths = mounts.flatMap(\.volumeOptions).compactMap { $0.subpath?.nonEmpty }
    return [
      ("start_interval", startIntervals.contains { Duration(goNotation: $0) != .zero }, 44),
      ("subpath", !subpaths.isEmpty, 45),
      ("gw_priority", networksAdvanced.contains { $0.gwPriority ?? 0 != 0 }, 48),
    ]
  }
}
