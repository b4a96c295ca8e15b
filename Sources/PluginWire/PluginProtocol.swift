/// The two versions of the protocol between Terraform and its providers.
package enum PluginProtocol: Int, CaseIterable, Sendable {
  case five = 5
  case six = 6

  /// The value of `TF_PLUGIN_MAGIC_COOKIE`, by which a plugin knows that it was not started by a person; the same
  /// for both versions.
  package static let cookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

  /// The service that a provider serves.
  package var service: String { "tfplugin\(rawValue).Provider" }
}

/// The calls that a provider answers, under names of our own.
package enum PluginMethod: String, CaseIterable, Sendable {
  case schema, metadata, functions, identitySchemas
  case validateProvider, validateManaged, validateData, validateEphemeral, validateAction
  case upgrade, upgradeIdentity, configure, read, plan, apply, importState, move, readData
  case openEphemeral, renewEphemeral, closeEphemeral
  case planAction, invokeAction
  case callFunction, stop

  /// The name on the wire (tfplugin5.proto 5.10 and tfplugin6.proto 6.10). Six calls were renamed with version 6.
  package func name(in version: PluginProtocol) -> String {
    let names = Self.names[self] ?? (rawValue, rawValue)
    return version == .five ? names.0 : names.1
  }

  private static let names: [PluginMethod: (String, String)] = [
    .schema: ("GetSchema", "GetProviderSchema"),
    .metadata: ("GetMetadata", "GetMetadata"),
    .functions: ("GetFunctions", "GetFunctions"),
    .identitySchemas: ("GetResourceIdentitySchemas", "GetResourceIdentitySchemas"),
    .validateProvider: ("PrepareProviderConfig", "ValidateProviderConfig"),
    .validateManaged: ("ValidateResourceTypeConfig", "ValidateResourceConfig"),
    .validateData: ("ValidateDataSourceConfig", "ValidateDataResourceConfig"),
    .validateEphemeral: ("ValidateEphemeralResourceConfig", "ValidateEphemeralResourceConfig"),
    .validateAction: ("ValidateActionConfig", "ValidateActionConfig"),
    .upgrade: ("UpgradeResourceState", "UpgradeResourceState"),
    .upgradeIdentity: ("UpgradeResourceIdentity", "UpgradeResourceIdentity"),
    .configure: ("Configure", "ConfigureProvider"),
    .read: ("ReadResource", "ReadResource"),
    .plan: ("PlanResourceChange", "PlanResourceChange"),
    .apply: ("ApplyResourceChange", "ApplyResourceChange"),
    .importState: ("ImportResourceState", "ImportResourceState"),
    .move: ("MoveResourceState", "MoveResourceState"),
    .readData: ("ReadDataSource", "ReadDataSource"),
    .openEphemeral: ("OpenEphemeralResource", "OpenEphemeralResource"),
    .renewEphemeral: ("RenewEphemeralResource", "RenewEphemeralResource"),
    .closeEphemeral: ("CloseEphemeralResource", "CloseEphemeralResource"),
    .planAction: ("PlanAction", "PlanAction"),
    .invokeAction: ("InvokeAction", "InvokeAction"),
    .callFunction: ("CallFunction", "CallFunction"),
    .stop: ("Stop", "StopProvider"),
  ]

  /// How long an answer may take; nil for calls that wait for the world.
  package var patience: Duration? {
    switch self {
    case .schema, .metadata, .functions, .identitySchemas, .validateProvider, .validateManaged,
      .validateData, .validateEphemeral, .validateAction, .upgrade, .upgradeIdentity, .move, .callFunction:
      .seconds(300)
    case .stop: .seconds(10)
    case .configure, .read, .plan, .apply, .importState, .readData, .openEphemeral, .renewEphemeral,
      .closeEphemeral, .planAction, .invokeAction:
      nil
    }
  }

  /// For diagnostics, after "while it": `was asked for its schema`.
  package var deed: String {
    switch self {
    case .schema: "was asked for its schema"
    case .metadata: "was asked for its types"
    case .functions: "was asked for its functions"
    case .identitySchemas: "was asked for its identities"
    case .validateProvider: "checked its configuration"
    case .validateManaged, .validateData, .validateEphemeral, .validateAction: "checked a configuration"
    case .upgrade: "brought an object up to its present schema"
    case .upgradeIdentity: "brought an identity up to its present schema"
    case .configure: "was configured"
    case .read: "read an object"
    case .plan: "planned a change"
    case .apply: "made a change"
    case .importState: "imported an object"
    case .move: "made one type of object into another"
    case .readData: "read data"
    case .openEphemeral, .renewEphemeral, .closeEphemeral: "saw to an ephemeral object"
    case .planAction: "planned an action"
    case .invokeAction: "did an action"
    case .callFunction: "computed a function"
    case .stop: "was asked to stop"
    }
  }
}
