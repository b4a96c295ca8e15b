import ProviderAPI
import ProviderKit
import Schedules
import Values

/// `coder_workspace_preset`: values for several parameters under one name. Nothing is made in advance here.
struct WorkspacePresetDataSource: DataSource {
  static let type = "coder_workspace_preset"
  static let schema = ResourceSchema(
    "Values for several parameters, to be chosen at once.", version: 1, .computed("id", .string, "The name."),
    .argument("name", .string, .required, rules: [.notEmpty], "The preset's name."),
    .argument("description", .string, rules: [.maxLength(128)], "What choosing it does."),
    .argument("icon", .string, rules: [.url, .maxLength(256)], "The URL of an icon."),
    .argument("default", .bool, .defaulted(.bool(false)), "Whether it is chosen unless another is."),
    .argument("parameters", .map(.string), "The values, by the names of the parameters."),
    .blocks("prebuilds", .set, prebuilds, max: 1))

  private static let prebuilds = ResourceSchema(
    "How many workspaces Coder makes in advance. Has no effect.",
    .argument("instances", .number, .required, rules: [.notNegative], "How many."),
    .blocks("expiration_policy", .set, expiration, max: 1), .blocks("scheduling", .list, scheduling, max: 1))

  private static let expiration = ResourceSchema(
    "When one that nobody took is thrown away.",
    .argument(
      "ttl", .number, .required, rules: [.integer(0...31_536_000)],
      "After so many seconds: 0, or 3600 or more."))

  private static let scheduling = ResourceSchema(
    "How many there are to be at which time.",
    .argument(
      "timezone", .string, .required,
      rules: [
        .matches(
          #"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$"#, message: "must be a time zone such as \"Europe/Paris\"")
      ],
      "Where the times are meant."),
    .blocks("schedule", .list, schedule, min: 1))

  private static let schedule = ResourceSchema(
    "A time.", .argument("cron", .string, .required, "`* HOUR DAY MONTH DAY-OF-WEEK`."),
    .argument("instances", .number, .required, rules: [.wholeNumber], "How many there are to be."))

  struct Object: Codable {
    var name: String
    var description: String?
    var icon: String?
    var `default`: Bool
    var parameters: [String: String?]?
    var prebuilds: [Prebuilds]
  }

  struct Prebuilds: Codable {
    struct Expiration: Codable {
      var ttl: Int
    }

    struct Scheduling: Codable {
      struct Schedule: Codable {
        var cron: String
        var instances: Int
      }

      var timezone: String
      var schedule: [Schedule]
    }

    var instances: Int
    var expirationPolicy: [Expiration]
    var scheduling: [Scheduling]
  }

  init(client: CoderClient) {}

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    config.blocks("prebuilds").flatMap { prebuilds in
      prebuilds.blocks("expiration_policy").compactMap(expirationProblem)
        + prebuilds.blocks("scheduling").flatMap { scheduleProblems($0.blocks("schedule")) }
    }
  }

  private static func expirationProblem(_ policy: ConfigView) -> ProviderDiagnostic? {
    guard let ttl = policy["ttl"].asInt, (1..<3600).contains(ttl) else { return nil }
    return problem("Expected ttl to be 0 or at least 3600, got \(ttl).")
  }

  private static func scheduleProblems(_ blocks: [ConfigView]) -> [ProviderDiagnostic] {
    var schedules: [(text: String, schedule: CronSchedule)] = []
    for text in blocks.compactMap({ $0["cron"].asString }) {
      do {
        let schedule = try CronSchedule(text, .withoutSeconds)
        guard schedule.coversWholeHours else { return [problem("The minutes of \"\(text)\" must be \"*\".")] }
        if let other = schedules.first(where: { $0.schedule.overlaps(schedule) }) {
          return [problem("The schedules \"\(other.text)\" and \"\(text)\" overlap.")]
        }
        schedules.append((text, schedule))
      } catch {
        return [problem("\"\(text)\" is no schedule: \(error).")]
      }
    }
    return []
  }

  private static func problem(_ detail: String) -> ProviderDiagnostic {
    ProviderDiagnostic("Invalid argument value", detail, at: .init("prebuilds"))
  }

  func read(_ config: Object) -> DataResult<Object> { DataResult(id: config.name, config) }
}
