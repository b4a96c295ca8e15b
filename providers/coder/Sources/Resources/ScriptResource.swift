import ProviderAPI
import ProviderKit
import Schedules
import Values

/// `coder_script`: a script that an agent runs when the workspace starts or stops.
struct ScriptResource: CoderResource {
  static let type = "coder_script"
  static let schema = ResourceSchema(
    "A script that an agent runs. Those of one agent run at the same time.", version: 1, .agentID,
    .fixed("display_name", .string, .required, "What the script is called."),
    .fixed("log_path", .string, "Where its output goes; relative to `/tmp`."),
    .fixed("icon", .string, "The URL of an icon."),
    .fixed("script", .string, .required, "The script itself; its first line may name the interpreter."),
    .fixed(
      "cron", .string, "When to run it: seconds, minutes, hours, day of the month, month, day of the week."),
    .fixed(
      "start_blocks_login", .bool, .defaulted(.bool(false)),
      "Whether users have to wait for its end when it starts."),
    .fixed("run_on_start", .bool, .defaulted(.bool(false)), "Whether it runs when the workspace starts."),
    .fixed("run_on_stop", .bool, .defaulted(.bool(false)), "Whether it runs before the workspace stops."),
    .fixed(
      "timeout", .number, .defaulted(.number(0)), rules: [.positive],
      "The seconds after which it is ended; 0 for no limit."))

  struct Object: Codable {
    var agentId: String
    var displayName: String
    var logPath: String?
    var icon: String?
    var script: String
    var cron: String?
    var startBlocksLogin: Bool
    var runOnStart: Bool
    var runOnStop: Bool
    var timeout: Int
  }

  let client: CoderClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    var problems = triggerProblems(config)
    if let cron = config["cron"].asString, !cron.isEmpty { problems += cronProblems(cron) }
    return problems
  }

  private static func triggerProblems(_ config: ConfigView) -> [ProviderDiagnostic] {
    if config.isFalse("run_on_start"), config.isFalse("run_on_stop"), config.isEmpty("cron") {
      let detail =
        "At least one of \"run_on_start\", \"run_on_stop\" and \"cron\" must be set: nothing runs it."
      return [ProviderDiagnostic("Script never runs", detail)]
    }
    if config.isFalse("run_on_start"), config["start_blocks_login"].asBool == true {
      let detail = "\"start_blocks_login\" can only be set when \"run_on_start\" is true."
      return [ProviderDiagnostic("Invalid combination of arguments", detail, at: .init("start_blocks_login"))]
    }
    return []
  }

  private static func cronProblems(_ cron: String) -> [ProviderDiagnostic] {
    do {
      _ = try CronSchedule(cron, .withSeconds)
    } catch {
      return [
        ProviderDiagnostic("Invalid schedule", "\"\(cron)\" is no schedule: \(error).", at: .init("cron"))
      ]
    }
    var warnings = [
      ProviderDiagnostic(
        "Schedule is not followed", "Agents do not run scripts on a schedule yet.", at: .init("cron"),
        isWarning: true)
    ]
    if CronSchedule.looksLikeUnix(cron) {
      let detail =
        "\"\(cron)\" has five fields, and the first of them stands for seconds here. For the usual meaning write "
        + "\"0 \(cron)\"."
      warnings.append(
        ProviderDiagnostic("Schedule begins with seconds", detail, at: .init("cron"), isWarning: true))
    }
    return warnings
  }
}

extension ConfigView {
  /// Whether the attribute is known to be false, or absent where that is its default.
  fileprivate func isFalse(_ name: String) -> Bool { self[name].isNull || self[name].asBool == false }

  fileprivate func isEmpty(_ name: String) -> Bool { self[name].isNull || self[name].asString == "" }
}
