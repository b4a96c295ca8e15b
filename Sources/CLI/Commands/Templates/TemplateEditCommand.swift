import ArgumentParser
import Catalog
import Templates

struct TemplateEditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Change what is said of a template, and the rules for its workspaces.",
    discussion:
      "Durations are written as 8h, 30m or 7d; 0 means never. Days are monday to sunday, all or none.")

  @Argument var name: String

  @Option(name: .customLong("name"), help: "What it is called from now on.") var newName: String?
  @Option(help: "How people see it.") var displayName: String?
  @Option(help: "What it is for.") var description: String?
  @Option(help: "An emoji, or the address of an image.") var icon: String?
  @Option(help: "Why not to use it any more; empty when that is over.") var deprecated: String?
  @Option(help: "After which time a workspace stops.") var defaultTtl: DurationArgument?
  @Option(help: "By how much activity puts off the stop.") var activityBump: DurationArgument?
  @Option(help: "After which time a failed start is stopped.") var failureTtl: DurationArgument?
  @Option(help: "After which time without use a workspace becomes dormant.")
  var dormancyThreshold: DurationArgument?
  @Option(help: "After which time a dormant workspace is deleted.") var dormancyAutoDeletion:
    DurationArgument?
  @Option(help: "On which days workspaces may start by themselves.")
  var autostartRequirementWeekdays: WeekdaysArgument?
  @Option(help: "On which days workspaces have to stop.") var autostopRequirementWeekdays: WeekdaysArgument?
  @Option(help: "In every which week they have to.") var autostopRequirementWeeks: Int?
  @Flag(inversion: .prefixedNo, help: "Let users set when their workspaces start.") var allowUserAutostart:
    Bool?
  @Flag(inversion: .prefixedNo, help: "Let users set when their workspaces stop.") var allowUserAutostop:
    Bool?
  @Flag(inversion: .prefixedNo, help: "Build workspaces from the active version only.")
  var requireActiveVersion: Bool?
  @Flag(name: [.customShort("y"), .long], help: .hidden) var yes = false
  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard autostopRequirementWeeks.map({ (1...16).contains($0) }) ?? true else {
      throw ValidationError("--autostop-requirement-weeks is a number from 1 to 16.")
    }
  }

  func run() async throws {
    try await Run.withLibrary(view) { _, library in
      let template = try await library.catalog.template(named: name)
      let changed = try await library.catalog.changeTemplate(template.id) { template in
        change(&template)
        change(&template.schedule)
      }
      Output.standard.print("Updated \(changed.name).\n")
    }
  }

  private func change(_ template: inout Template) {
    if let newName { template.name = newName }
    if let displayName { template.displayName = displayName }
    if let description { template.description = description }
    if let icon { template.icon = icon }
    if let deprecated { template.deprecation = deprecated }
    if let requireActiveVersion { template.requiresActiveVersion = requireActiveVersion }
  }

  private func change(_ schedule: inout TemplateSchedule) {
    if let defaultTtl { schedule.defaultTTL = defaultTtl.duration }
    if let activityBump { schedule.activityBump = activityBump.duration }
    if let failureTtl { schedule.failureTTL = failureTtl.duration }
    if let dormancyThreshold { schedule.dormantAfter = dormancyThreshold.duration }
    if let dormancyAutoDeletion { schedule.deleteAfter = dormancyAutoDeletion.duration }
    if let autostartRequirementWeekdays { schedule.autostartDays = autostartRequirementWeekdays.days }
    if let autostopRequirementWeekdays { schedule.autostopDays = autostopRequirementWeekdays.days }
    if let autostopRequirementWeeks { schedule.autostopWeeks = autostopRequirementWeeks }
    if let allowUserAutostart { schedule.allowsAutostart = allowUserAutostart }
    if let allowUserAutostop { schedule.allowsAutostop = allowUserAutostop }
  }
}

/// `monday,friday`, `all`, `none`.
struct WeekdaysArgument: ExpressibleByArgument, Sendable {
  let days: [Weekday]

  init?(argument: String) {
    switch argument.lowercased() {
    case "all": days = Weekday.allCases
    case "none", "": days = []
    case let list:
      let names = list.split(separator: ",").map(String.init)
      let named = Weekday.allCases.filter { names.contains($0.rawValue) }
      guard named.count == Set(names).count else { return nil }
      days = named
    }
  }
}
