import ProviderAPI
import ProviderKit
import Values

/// `coder_app`: a way into a workspace: a page that it serves, a command, or a link elsewhere.
///
/// `name` and `relative_path` are from before version 0.6 of the public provider, when `slug` could be left
/// out; they are recorded and have no effect, but that a slug is made of the name.
struct AppResource: CoderResource {
  static let type = "coder_app"
  static let schema = ResourceSchema(
    "A way into a workspace.", version: 1, .agentID,
    .fixed(
      "command", .string, rules: [.conflictsWith(["url", "subdomain"])],
      "The command that it runs in a terminal."),
    .icon,
    .fixed(
      "slug", .string, .optionalComputed,
      rules: [
        .matches(
          "^[a-z0-9](-?[a-z0-9])*$", message: "must be small letters, digits and single hyphens between")
      ],
      "Its name in URLs. Required, but for old templates that set `name`."),
    .fixed("display_name", .string, rules: [.maxLength(64)], "Its name for people; the slug if unset."),
    .fixed("subdomain", .bool, "Whether it is reached by a host name of its own."),
    .fixed(
      "share", .string, .defaulted(.string("owner")), rules: [.oneOf(["owner", "authenticated", "public"])],
      "Who may use it: the workspace's `owner`, `authenticated` users or the `public`."),
    .fixed(
      "url", .string, rules: [.conflictsWith(["command"])],
      "Where it answers inside of the workspace, such as `http://localhost:8080`, or the link itself if `external`."
    ),
    .fixed(
      "external", .bool, .defaulted(.bool(false)),
      rules: [.conflictsWith(["healthcheck", "command", "subdomain", "share"])],
      "Whether the URL is opened as it is, and not passed through the workspace."),
    .blocks("healthcheck", .set, healthcheck, max: 1, requiresReplace: true),
    .rule("healthcheck", .conflictsWith(["command"])),
    .fixed("group", .string, rules: [.maxLength(64)], "The group that it is shown in."),
    .order("applications"),
    .fixed("hidden", .bool, .defaulted(.bool(false)), "Whether it is not shown."),
    .fixed(
      "open_in", .string, .defaulted(.string("slim-window")), rules: [.oneOf(["tab", "slim-window"])],
      "Whether it opens in a `tab` or a `slim-window`."),
    .fixed("tooltip", .string, rules: [.maxLength(2048)], "What is shown when pointing at it; Markdown."),
    .fixed(
      "name", .string, deprecated: "Use \"display_name\".", rules: [.conflictsWith(["display_name"])],
      "Its name for people."),
    .fixed(
      "relative_path", .bool, deprecated: "Use \"subdomain\".", rules: [.conflictsWith(["subdomain"])],
      "Whether it is reached by a path. Has no effect."))

  private static let healthcheck = ResourceSchema(
    "How to see whether it is up.",
    .argument("url", .string, .required, "Must answer with a status below 500."),
    .argument("interval", .number, .required, rules: [.wholeNumber], "The seconds between two requests."),
    .argument(
      "threshold", .number, .required, rules: [.wholeNumber],
      "The failures in a row that make it count as down."))

  struct Object: Codable {
    var agentId: String
    var command: String?
    var icon: String?
    var slug: String?
    var displayName: String?
    var subdomain: Bool?
    var share: String
    var url: String?
    var external: Bool
    var healthcheck: [Healthcheck]
    var group: String?
    var order: Int?
    var hidden: Bool
    var openIn: String
    var tooltip: String?
    var name: String?
    var relativePath: Bool?
  }

  struct Healthcheck: Codable {
    var url: String
    var interval: Int
    var threshold: Int
  }

  let client: CoderClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    if !config.isSet("slug"), !config.isSet("name") {
      return [
        ProviderDiagnostic(
          "Missing required argument", "The argument \"slug\" is required.", at: .init("slug"))
      ]
    }
    guard config["hidden"].asBool == true else { return [] }
    return ["display_name", "icon", "order"].filter(config.isSet).map { name in
      ProviderDiagnostic(
        "Argument has no effect", "\"\(name)\" is set, but the application is hidden.", at: .init(name),
        isWarning: true)
    }
  }

  static func adjust(_ plan: inout ResourcePlan) {
    plan.dropEmptyChanges()
    guard !plan.config.isSet("slug"), let name = plan.config["name"].asString else { return }
    plan.set("slug", to: .string(slug(of: name)))
  }

  func create(_ wanted: Object, _ operation: Operation) -> Created<Object> {
    var object = wanted
    object.slug = wanted.slug ?? wanted.name.map(Self.slug)
    return Created(id: client.makeID(), object)
  }

  /// `VS Code` is `vs-code`.
  private static func slug(of name: String) -> String {
    let words = name.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    return words.isEmpty ? "app" : words.joined(separator: "-")
  }
}
