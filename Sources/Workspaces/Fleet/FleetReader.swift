public import Diagnostics
public import HCL
import Values

/// A workspace as a fleet's files want it.
public struct DesiredWorkspace: Sendable {
  public var name: String
  /// nil for whoever brings the fleet about.
  public var owner: String?
  public var template: String
  /// The folder of the project whose files the template gets; nil for none. Only for a template of the project.
  public var context: String?
  /// nil for the active one.
  public var version: String?
  /// By name; those that are not named are left as they are.
  public var parameters: [String: String] = [:]
  public var isRunning = true
  /// nil for never.
  public var autostart: AutostartSchedule?
  /// nil for the template's default.
  public var ttl: Duration?
  /// The header of its block.
  public var range: SourceRange

  public init(name: String, template: String, range: SourceRange) {
    self.name = name
    self.template = template
    self.range = range
  }
}

/// Reads the files of a fleet: `workspace` blocks.
///
///     workspace "dev" {
///       template   = "docker"
///       parameters = { region = "ams" }
///       schedule {
///         start = "9:00AM Mon-Fri Europe/Berlin"
///       }
///     }
public struct FleetReader {
  private let scope: VariableScope
  /// The zone of schedules that name none.
  private let timeZone: String
  private var diagnostics: [Diagnostic] = []

  /// - Parameter functions: what expressions may call.
  public init(functions: [String: Function] = [:], timeZone: String = "UTC") {
    scope = VariableScope(functions: functions)
    self.timeZone = timeZone
  }

  /// - Returns: the workspaces of which nothing is wrong, and all that is wrong with others.
  public mutating func read(_ files: [SourceFile]) -> (workspaces: [DesiredWorkspace], problems: [Diagnostic])
  {
    var workspaces: [DesiredWorkspace] = []
    for file in files {
      var parser = Parser(file)
      let body = parser.parseBody()
      diagnostics += parser.diagnostics
      // What stands behind a mistake of the syntax may not be what was meant.
      guard !parser.diagnostics.hasErrors else { continue }
      refuseOthers(in: body, attributes: [], blocks: ["workspace"])
      workspaces += body.blocks(ofType: "workspace").compactMap { sound($0) }
    }
    return (withoutRepetitions(workspaces), diagnostics)
  }

  /// nil when something is wrong with it, which has been told.
  private mutating func sound(_ block: Block) -> DesiredWorkspace? {
    let known = diagnostics.count
    let workspace = workspace(block)
    return diagnostics[known...].contains { $0.severity == .error } ? nil : workspace
  }

  /// Reads the file of a project, which wants one workspace: a block `workspace` without a label.
  ///
  /// - Parameter name: what it is called.
  /// - Throws: ``DiagnosticsError``
  public mutating func read(project file: SourceFile, name: String) throws -> DesiredWorkspace {
    var parser = Parser(file)
    let body = parser.parseBody()
    diagnostics += parser.diagnostics
    refuseOthers(in: body, attributes: [], blocks: ["workspace"])
    let blocks = body.blocks(ofType: "workspace")
    guard let block = blocks.first, blocks.count == 1, block.labels.isEmpty else {
      problem(
        "One workspace is wanted", "The file has one block: workspace { template = \"NAME\" }.",
        blocks.last?.headerRange ?? body.endRange)
      throw DiagnosticsError(diagnostics)
    }
    let workspace = projectWorkspace(block, name: name)
    guard !diagnostics.hasErrors, let workspace else { throw DiagnosticsError(diagnostics) }
    return workspace
  }

  /// Of two with one name, nobody knows which is meant: neither is taken.
  private mutating func withoutRepetitions(_ workspaces: [DesiredWorkspace]) -> [DesiredWorkspace] {
    var places: [String: SourceRange] = [:]
    var repeated: Set<String> = []
    for workspace in workspaces {
      let name = Self.key(workspace)
      if let place = places[name] {
        problem(
          "Workspace is there twice",
          "The workspace \"\(workspace.name)\" stands in \(place.file.name) already. Remove one of the two.",
          workspace.range)
        repeated.insert(name)
      }
      places[name] = workspace.range
    }
    return workspaces.filter { !repeated.contains(Self.key($0)) }
  }

  private static func key(_ workspace: DesiredWorkspace) -> String {
    "\(workspace.owner ?? "")/\(workspace.name)".lowercased()
  }

  // MARK: Blocks

  private static let arguments = ["owner", "template", "version", "parameters", "running"]

  private mutating func workspace(_ block: Block) -> DesiredWorkspace? {
    guard let label = block.labels.first, block.labels.count == 1 else {
      problem(
        "Wrong number of labels", "A workspace block has one label, its name: workspace \"dev\".",
        block.headerRange)
      return nil
    }
    return workspace(block, name: label.text)
  }

  private mutating func projectWorkspace(_ block: Block, name: String) -> DesiredWorkspace? {
    var workspace = workspace(block, name: name, moreArguments: ["context"])
    workspace?.context = text("context", in: block.body)
    if let attribute = block.body[attribute: "context"], workspace?.template.hasPrefix("./") == false {
      problem(
        "No template of the project",
        "The files of the project go with a template of the project. Name its folder: template = \"./.rcw/template\".",
        attribute.nameRange)
    }
    return workspace
  }

  private mutating func workspace(
    _ block: Block, name: String, moreArguments: [String] = []
  ) -> DesiredWorkspace? {
    refuseOthers(in: block.body, attributes: Self.arguments + moreArguments, blocks: ["schedule"])
    guard let template = text("template", in: block.body) else {
      problem("Missing argument", "The workspace needs a template: template = \"NAME\".", block.headerRange)
      return nil
    }
    var workspace = DesiredWorkspace(name: name, template: template, range: block.headerRange)
    workspace.owner = text("owner", in: block.body)
    workspace.version = text("version", in: block.body)
    workspace.parameters = parameters(in: block.body)
    if let running = value("running", in: block.body, as: .bool) {
      workspace.isRunning = running.asBool ?? true
    }
    for schedule in block.body.blocks(ofType: "schedule") { read(schedule, into: &workspace) }
    return workspace
  }

  private mutating func read(_ block: Block, into workspace: inout DesiredWorkspace) {
    refuseOthers(in: block.body, attributes: ["start", "stop_after"], blocks: [])
    do throws(ScheduleError) {
      if let text = text("start", in: block.body) {
        workspace.autostart = try AutostartSchedule(text, local: timeZone)
      }
      if let text = text("stop_after", in: block.body) { workspace.ttl = try Lifetime(text).duration }
    } catch {
      problem("Invalid schedule", error.description, block.headerRange)
    }
  }

  private mutating func parameters(in body: Body) -> [String: String] {
    guard let value = value("parameters", in: body, as: .map(.string)) else { return [:] }
    return Dictionary(
      (value.keyedElements ?? [:]).compactMap { entry in entry.value.asString.map { (entry.key, $0) } },
      uniquingKeysWith: { $1 })
  }

  // MARK: Arguments

  private mutating func text(_ name: String, in body: Body) -> String? {
    value(name, in: body, as: .string)?.asString
  }

  private mutating func value(_ name: String, in body: Body, as type: ValueType) -> Value? {
    guard let attribute = body[attribute: name] else { return nil }
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(attribute.value)
    diagnostics += evaluator.diagnostics
    guard !evaluator.diagnostics.hasErrors else { return nil }
    do {
      let converted = try value.withoutDeepMarks.converted(to: type)
      return converted.isNull || !converted.isWhollyKnown ? nil : converted
    } catch {
      problem("Inappropriate value", "\"\(name)\" does not fit: \(error).", attribute.value.range)
      return nil
    }
  }

  private mutating func refuseOthers(in body: Body, attributes: [String], blocks: [String]) {
    for attribute in body.attributes where !attributes.contains(attribute.name) {
      problem(
        "Unsupported argument",
        "There is no argument \"\(attribute.name)\" here."
          + Suggestion.sentence(for: attribute.name, in: attributes), attribute.nameRange)
    }
    for block in body.blocks where !blocks.contains(block.type) {
      problem(
        "Unsupported block type",
        "There are no blocks \"\(block.type)\" here.\(Suggestion.sentence(for: block.type, in: blocks))",
        block.typeRange)
    }
  }

  private mutating func problem(_ summary: String, _ detail: String, _ range: SourceRange) {
    diagnostics.append(Diagnostic("fleet", summary, detail, at: range))
  }
}
