import ArgumentParser
import Catalog
import Diagnostics
import Encodings
import Engine
import Glibc
import HCL
import Language
import StateStorage
import Templates
import Values
import Workspaces

struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Have the workspaces that the files of a repository or folder want.",
    discussion: """
      Reads workspaces/*.hcl. Workspaces are built side by side, each on its own: one that fails, or that the files say wrong,
      keeps no other from being built; while the files are wrong somewhere, nothing is pruned. Exit codes: 0 when all is as it
      is to be, 1 when something failed or is wrong, and 2 when --dry-run found something to do.
      """)

  @Argument(help: "A folder, or the address of a git repository.") var source: String

  @Option(
    help: ArgumentHelp("A branch, tag or commit of the repository, or a range of versions.", valueName: "ref")
  )
  var ref = ""

  @Option(help: ArgumentHelp("The folder in the repository.", valueName: "path"))
  var path = ""

  @Flag(help: "Delete workspaces that this made earlier and that are not wanted any more.")
  var prune = false

  @Flag(name: .customLong("dry-run"), help: "Say what would be done, and do nothing.")
  var dryRun = false

  @Flag(help: "Ask the platforms, too, whether all is as it is on record.")
  var refresh = false

  @Option(help: ArgumentHelp("How many workspaces are built at a time.", valueName: "n"))
  var parallelism = 4

  @OptionGroup var list: ListOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      try await session.endInterruptedBuilds()
      let source = try await FleetSource(source, reference: ref, path: path, session)
      var reader = FleetReader(
        functions: Run.functions(session.environment), timeZone: TimeZones.local(session.environment))
      let (desired, faults) = reader.read(source.files)
      // Whoever is not found in a faulty file may be wanted all the same.
      var plan = try await FleetPlan(
        desired, fleet: source.name, user: session.user, prunes: prune && !faults.hasErrors,
        catalog: session.catalog)
      let problems = faults + plan.problems
      session.view.show(problems)
      if refresh { plan = try await FleetDrift(session: session).added(to: plan) }
      let items = plan.items.filter { !$0.changes.isEmpty }
      guard !dryRun else {
        try show(items, items.map { _ in "" }, isSound: !problems.hasErrors)
        return problems.hasErrors ? .failure : plan.isEmpty ? .success : .changesPresent
      }
      let results = await concurrently(items, limit: max(1, parallelism)) { item in
        await FleetJob(session: session, fleet: source.name, item: item).run()
      }
      try show(items, results.map { $0 == nil ? "done" : "failed" }, isSound: !problems.hasErrors)
      for case (let item, let problem?) in zip(items, results) {
        session.view.note("\n\(item.reference):\n\(problem)")
      }
      return results.allSatisfy { $0 == nil } && !problems.hasErrors ? .success : .failure
    }
  }

  private func show(_ items: [FleetPlan.Item], _ results: [String], isSound: Bool) throws {
    var table = Table(
      columns: ["WORKSPACE", "CHANGES", "WHY", "RESULT"].map { Table.Column(title: $0, key: $0.lowercased()) }
    )
    for (item, result) in zip(items, results) {
      let changes = item.changes.map { "\($0)" }.joined(separator: ", ")
      table.rows.append([item.reference, changes, item.reasons.joined(separator: "; "), result])
    }
    if items.isEmpty, list.output == .table {
      Output.standard.print(
        isSound ? "Every workspace is as it is to be.\n" : "Every other workspace is as it is to be.\n")
    } else {
      try list.show(table, json: { table.json })
    }
  }
}

/// The files of a fleet.
struct FleetSource: Sendable {
  /// What tells the fleet from others.
  let name: String
  let files: [SourceFile]

  private static let folder = "workspaces"

  init(_ source: String, reference: String, path: String, _ session: CatalogSession) async throws {
    guard let resolved = realpath(source, nil) else {
      name = source
      files = try await Self.files(inRepository: source, reference, path, session)
      return
    }
    defer { free(resolved) }
    name = String(cString: resolved)
    let base = path.isEmpty ? name : "\(name)/\(path)"
    let inside = "\(base)/\(Self.folder)"
    let place = access(inside, F_OK) == 0 ? inside : base
    files = try Self.hclFiles(in: place)
    guard !files.isEmpty else { throw Self.noFiles(source) }
  }

  private static func files(
    inRepository url: String, _ reference: String, _ path: String, _ session: CatalogSession
  ) async throws -> [SourceFile] {
    let source = try Run(session).templateSource(url: url, ref: reference, path: path)
    let found = try await source.fetch(source.target())
    let files = found.content.files.filter { $0.path.hasSuffix(".hcl") && $0.path.hasPrefix("\(folder)/") }
    guard !files.isEmpty else { throw noFiles(url) }
    return files.map { SourceFile(name: $0.path, bytes: $0.bytes) }
  }

  private static func noFiles(_ source: String) -> TemplateError {
    TemplateError(
      .unreadable,
      "There is no file \(folder)/*.hcl in \(source). What workspaces are wanted stands in such files, as blocks\n"
        + "    workspace \"NAME\" { template = \"TEMPLATE\" }")
  }

  private static func hclFiles(in folder: String) throws -> [SourceFile] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".hcl"), !name.hasPrefix(".") { names.append(name) }
    }
    return try names.sorted().map { name in
      SourceFile(name: "\(folder)/\(name)", bytes: try FileAccess.read("\(folder)/\(name)") ?? [])
    }
  }
}

/// Brings one workspace of a fleet to what is wanted, in processes of its own.
struct FleetJob: Sendable {
  let session: CatalogSession
  let fleet: String
  let item: FleetPlan.Item
  /// Is given what builds print, while they go on.
  var relay: (@Sendable (String) -> Void)?

  /// - Returns: what went wrong; nil when nothing did.
  func run() async -> String? {
    do {
      for change in item.changes {
        if session.interruption.isRequested { return "Not begun: the command was interrupted.\n" }
        if let problem = try await make(change) { return problem }
      }
      if let desired = item.desired { try await record(desired) }
      return nil
    } catch {
      return Performing.text(of: error)
    }
  }

  private func make(_ change: FleetPlan.Change) async throws -> String? {
    switch change {
    case .create:
      let template = "\(item.desired?.template ?? "")@\(item.version?.name ?? "")"
      return try await build(["create", item.reference, "--template", template, "--yes", "--no-input"])
    case .update:
      let version = item.version?.name ?? ""
      return try await build(
        ["update", item.reference, "--template-version", version, "--yes", "--no-input"])
    case .start: return try await build(["start", item.reference, "--no-input"])
    case .stop: return try await build(["stop", item.reference], hasParameters: false)
    case .delete: return try await build(["delete", item.reference, "--yes"], hasParameters: false)
    case .reschedule, .leave: return nil
    }
  }

  /// Parameters may be secrets, which a process shows to all others in its arguments: they go in by its input.
  private func build(_ arguments: [String], hasParameters: Bool = true) async throws -> String? {
    var process = BuildProcess(
      session: session, arguments: arguments + ["--reason", Build.Reason.sync.rawValue], relay: relay)
    if hasParameters {
      let parameters = (item.desired?.parameters ?? [:]).sorted { $0.key < $1.key }
      process.arguments += ["--parameter-file", "/dev/stdin"]
      process.input = JSON.object(parameters.map { .init($0.key, .string($0.value)) }).bytes()
    }
    let result = try await process.run()
    return result.isSuccess ? nil : result.text
  }

  private func record(_ desired: DesiredWorkspace) async throws {
    let workspace = try await session.catalog.workspace(owner: item.owner, name: item.name)
    try await session.catalog.changeWorkspace(workspace.id) { [fleet] in
      $0.fleet = fleet
      $0.autostart = desired.autostart?.cron
      $0.timeZone = desired.autostart?.timeZone ?? $0.timeZone
      $0.ttl = desired.ttl
    }
  }
}
