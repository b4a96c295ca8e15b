import ProviderKit
import Values

/// `coder_env`: one environment variable of an agent's scripts. ``AgentEnvironment`` says how several of the
/// same name come together.
struct EnvResource: CoderResource {
  static let type = "coder_env"
  static let schema = ResourceSchema(
    "An environment variable for what an agent runs.", version: 1, .agentID,
    .fixed("name", .string, .required, rules: [.variableName], "The variable's name."),
    .fixed("value", .string, "Its value; empty if unset."),
    .fixed(
      "merge_strategy", .string, .defaulted(.string("replace")),
      rules: [.oneOf(MergeStrategy.allCases.map(\.rawValue))],
      "What happens when the variable has a value already: `replace` it, `append` or `prepend` to it with a colon "
        + "between, or `error`. Resources of the same name count in the order of their addresses."))

  enum MergeStrategy: String, Codable, CaseIterable {
    case replace, append, prepend, error
  }

  struct Object: Codable {
    var agentId: String
    var name: String
    var value: String?
    var mergeStrategy: MergeStrategy
  }

  let client: CoderClient
}
