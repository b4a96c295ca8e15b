import ProviderKit
import Values

/// What may be said about a `coder_parameter`.
enum ParameterSchema {
  static let schema = ResourceSchema(
    "A value that is chosen for each workspace.", version: 1,
    .argument("name", .string, .required, "Its name, by which a value is given."),
    .argument("display_name", .string, "Its name for people."),
    .argument("description", .string, "What it is about; Markdown."),
    .argument(
      "type", .string, .defaulted(.string("string")), rules: [.oneOf(ParameterType.allCases.map(\.rawValue))],
      "What its value is."),
    .argument(
      "form_type", .string, .optionalComputed, rules: [.oneOf([""] + FormType.allCases.map(\.rawValue))],
      "How it is asked for; what suits the type if unset."),
    .argument("styling", .string, .defaulted(.string("{}")), "How the form looks, in JSON."),
    .argument(
      "mutable", .bool, .defaulted(.bool(false)), "Whether its value can change once there is a workspace."),
    .argument("default", .string, "The value when none is given. Without a default one has to be given."),
    .argument("icon", .string, rules: [.url], "The URL of an icon."),
    .blocks("option", .list, option), .blocks("validation", .list, validation, max: 1),
    .argument(
      "order", .number, rules: [.wholeNumber], "Where it stands among the others: the lowest comes first."),
    .argument("ephemeral", .bool, .defaulted(.bool(false)), "Whether the value counts for one build only."),
    .computed("value", .string, "The value, as text whatever the type."),
    .computed("optional", .bool, "Whether there is a default."))

  private static let option = ResourceSchema(
    "A value to choose.", .argument("name", .string, .required, "Its name for people, given once."),
    .argument("description", .string, "What choosing it does."),
    .argument("value", .string, .required, "The value, given once."),
    .argument("icon", .string, rules: [.url], "The URL of an icon."))

  private static let validation = ResourceSchema(
    "What the value must be.", .argument("min", .number, rules: [.wholeNumber], "The least number."),
    .computed("min_disabled", .bool, "Whether there is no least number."),
    .argument("max", .number, rules: [.wholeNumber], "The greatest number."),
    .computed("max_disabled", .bool, "Whether there is no greatest number."),
    .argument(
      "monotonic", .string, "Whether a number may only be `increasing` or `decreasing` from build to build."),
    .argument(
      "regex", .string, rules: [.conflictsWith(["min", "max", "monotonic"])],
      "A pattern in RE2's syntax that must be found in the value."),
    .argument("error", .string, "What to say otherwise; `{min}`, `{max}` and `{value}` are replaced."))
}
