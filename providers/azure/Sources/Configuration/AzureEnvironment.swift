/// The program's environment, as far as it says how Azure is reached.
struct AzureEnvironment: Sendable {
  let variables: [String: String]

  /// The first of these variables that says anything.
  func text(_ names: String...) -> String? {
    names.lazy.compactMap { variables[$0]?.nonEmpty }.first
  }

  func flag(_ name: String) -> Bool? {
    switch variables[name]?.lowercased() {
    case "1", "true", "t": true
    case "0", "false", "f": false
    default: nil
    }
  }
}
