import ProviderKit
import Values

extension ResourceSchema.Member {
  /// An argument whose change requires replacement, as that of nearly every argument here.
  static func fixed(
    _ name: String, _ type: ValueType, _ origin: AttributeSchema.Origin = .optional,
    deprecated: String? = nil,
    rules: [ValueRule] = [], _ summary: String
  ) -> Self {
    .argument(name, type, origin, requiresReplace: true, deprecated: deprecated, rules: rules, summary)
  }

  /// An argument of which nothing more is to be said.
  static func fixed(_ name: String, _ type: ValueType, _ summary: String) -> Self {
    fixed(name, type, .optional, summary)
  }

  static var agentID: Self {
    .fixed("agent_id", .string, .required, "The `id` of the `coder_agent` it belongs to.")
  }

  static var icon: Self {
    .fixed(
      "icon", .string, rules: [.url],
      "The URL of an icon, or a path below Coder's own, such as `/icon/code.svg`.")
  }

  /// - Parameter kind: What is put in order: `apps`.
  static func order(_ kind: String) -> Self {
    .fixed(
      "order", .number, rules: [.wholeNumber], "Where it stands among other \(kind): the lowest comes first.")
  }
}

extension ValueRule {
  /// Anything that is no malformed URL: absolute, relative or a path.
  static let url = ValueRule.matches(
    #"^([^%:\x00-\x1f\x7f]([^%\x00-\x1f\x7f]|%[0-9A-Fa-f]{2})*)?$"#, message: "must be a URL or a path")

  static let uuid = ValueRule.matches(
    "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", message: "must be a UUID")

  static let variableName = ValueRule.matches(
    "^[a-zA-Z_][a-zA-Z0-9_]*$",
    message: "must be a name for an environment variable: letters, digits and underscores, and no digit first"
  )

  static let notNegative = ValueRule.integer(0...Int.max)
  static let positive = ValueRule.integer(1...Int.max)
}
