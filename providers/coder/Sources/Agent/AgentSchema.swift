import ProviderKit
import Values

/// What may be said about a `coder_agent`.
enum AgentSchema {
  /// The last three arguments are from before version 2 of the public provider.
  static let schema = ResourceSchema(
    "What runs the scripts of a workspace.", version: 1,
    .fixed(
      "os", .string, .required, rules: [.oneOf(["linux", "darwin", "windows"])], "The machine's system."),
    .fixed(
      "arch", .string, .required, rules: [.oneOf(["amd64", "armv7", "arm64"])], "The machine's processor."),
    .fixed(
      "auth", .string, .defaulted(.string("token")), rules: [.oneOf(authentications)],
      "How it proves who it is."),
    .fixed(
      "api_key_scope", .string, .defaulted(.string("all")), rules: [.oneOf(["all", "no_user_data"])],
      "What its token gives access to."),
    .fixed("dir", .string, "The folder that scripts and shells start in; the home if unset."),
    .fixed(
      "env", .map(.string), "Environment variables. `$NAME` in a value stands for the machine's own variable."
    ),
    .fixed("startup_script", .string, "What is run when the workspace starts."),
    .fixed("shutdown_script", .string, "What is run before the workspace stops."),
    .fixed(
      "startup_script_behavior", .string, .defaulted(.string("non-blocking")),
      rules: [.oneOf(["blocking", "non-blocking"])],
      "Whether users have to wait for the end of `startup_script`."),
    .fixed(
      "connection_timeout", .number, .defaulted(.number(120)), rules: [.notNegative],
      "The seconds in which it should show up; 0 for any time."),
    .fixed("troubleshooting_url", .string, "Where to read what may be wrong when it does not."),
    .fixed("motd_file", .string, "A file in the workspace that is shown at a login."),
    .blocks("metadata", .list, metadata, requiresReplace: true),
    .blocks("display_apps", .set, displayApps, max: 1, requiresReplace: true, isComputed: true),
    .blocks("resources_monitoring", .set, monitoring, max: 1, requiresReplace: true), .order("agents"),
    .computed("init_script", .string, "The program that the machine has to run: the agent."),
    .computed(
      "token", .string, sensitive: true, "What the machine's variable `CODER_AGENT_TOKEN` has to be."),
    .fixed(
      "login_before_ready", .bool, deprecated: "Use \"startup_script_behavior\".",
      rules: [.conflictsWith(["startup_script_behavior"])],
      "Whether users need not wait for the end of `startup_script`."),
    .fixed("startup_script_timeout", .number, deprecated: "It has no effect. Remove it.", "Has no effect."),
    .fixed("shutdown_script_timeout", .number, deprecated: "It has no effect. Remove it.", "Has no effect."))

  private static let authentications = [
    "token", "google-instance-identity", "aws-instance-identity", "azure-instance-identity",
  ]

  private static let metadata = ResourceSchema(
    "A value that is found by a script, again and again.",
    .argument("key", .string, .required, "Its name, given once."),
    .argument("display_name", .string, "Its name for people."),
    .argument("script", .string, .required, "What is run; its output is the value."),
    .argument(
      "interval", .number, .required, rules: [.wholeNumber],
      "The seconds between two runs; 0 for a single one."),
    .argument(
      "timeout", .number, rules: [.wholeNumber],
      "The seconds that the script may take; the interval if unset."),
    .argument(
      "order", .number, rules: [.wholeNumber], "Where it stands among the others: the lowest comes first."))

  private static let displayApps = ResourceSchema(
    "Which of Coder's own applications are shown.",
    .argument("vscode", .bool, .defaulted(.bool(true)), "Visual Studio Code."),
    .argument("vscode_insiders", .bool, .defaulted(.bool(false)), "Its preview edition."),
    .argument("web_terminal", .bool, .defaulted(.bool(true)), "A terminal in the browser."),
    .argument("port_forwarding_helper", .bool, .defaulted(.bool(true)), "The button for ports."),
    .argument("ssh_helper", .bool, .defaulted(.bool(true)), "The button for SSH."))

  private static let monitoring = ResourceSchema(
    "What is watched to warn before it runs out.", .blocks("memory", .set, memory, max: 1),
    .blocks("volume", .set, volume))

  private static let memory = ResourceSchema(
    "The memory.", .argument("enabled", .bool, .required, "Whether it is watched."),
    .argument(
      "threshold", .number, .required, rules: [.integer(0...100)], "The percentage in use that is too much."))

  private static let volume = ResourceSchema(
    "A file system.",
    .argument(
      "path", .string, .required, rules: [.notEmpty, .absolutePath], "Where it is mounted; given once."),
    .argument("enabled", .bool, .required, "Whether it is watched."),
    .argument(
      "threshold", .number, .required, rules: [.integer(0...100)], "The percentage in use that is too much."))
}
