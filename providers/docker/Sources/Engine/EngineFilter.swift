import Values

/// What limits a list of the engine: JSON of names and values (Docker Engine API, `filters`).
enum EngineFilter {
  /// Things that the operation made.
  static func operation(_ operation: String) -> String {
    let label = JSON.string("\(Label.operation)=\(operation)")
    return JSON.object([JSON.Member("label", .array([label]))]).text()
  }
}
