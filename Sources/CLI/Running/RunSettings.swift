import Language

/// What a run is given beside the configuration.
struct RunSettings: Sendable {
  var environment: [String: String]
  /// Values of input variables, in the order in which later ones win.
  var variables: [VariableArgument] = []
  /// Values of workspace parameters, by name.
  var parameters: [String: String] = [:]
  /// Whether values for parameters that the configuration does not have are left out, and not refused.
  var ignoresUndeclaredParameters = false
  /// What parameters go on with that are not given and that the state does not record, by name.
  var previousParameters: [String: String] = [:]
  /// Such values as `NAME=VALUE`; they win.
  var parameterAssignments: [String] = []
  /// Files with such values, which lose against all others.
  var parameterFiles: [String] = []
  /// Whether a person may be asked for what is missing.
  var mayAsk = true
  /// The file of the state; nil for the one of the workspace in use.
  var statePath: String?
  var locksState = true
  /// `30s`, `5m`
  var lockTimeout = "0s"
}

extension RunSettings {
  init(_ environment: [String: String], _ variables: VariableOptions, _ state: StateOptions) {
    self.environment = environment
    self.variables = variables.arguments
    parameterAssignments = variables.parameters
    parameterFiles = variables.parameterFiles
    mayAsk = variables.input
    statePath = state.givenPath
    locksState = state.lock
    lockTimeout = state.lockTimeout
  }
}
