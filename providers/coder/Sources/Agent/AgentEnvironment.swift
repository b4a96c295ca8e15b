import ProviderAPI

/// The variables of an agent, to which `coder_env` resources add.
struct AgentEnvironment {
  private(set) var variables: [(name: String, value: String)]
  /// The names that a `coder_env` has set already.
  private var added: Set<String> = []

  init(_ variables: [(name: String, value: String)]) { self.variables = variables }

  /// Adds one, in the order of the resources' addresses.
  ///
  /// - Throws: `.conflict` when the resource is not to meet another of the same name, and does.
  mutating func add(_ env: EnvResource.Object, from address: String) throws(ProviderError) {
    let value = env.value ?? ""
    let isFirst = added.insert(env.name).inserted
    guard let index = variables.firstIndex(where: { $0.name == env.name }) else {
      return variables.append((env.name, value))
    }
    let old = variables[index].value
    switch env.mergeStrategy {
    case .replace: variables[index].value = value
    case .append: variables[index].value = "\(old):\(value)"
    case .prepend: variables[index].value = "\(value):\(old)"
    case .error:
      guard isFirst else {
        throw ProviderError(
          .conflict, "\(address) sets the variable \(env.name), which another coder_env sets too.")
      }
      variables[index].value = value
    }
  }
}
