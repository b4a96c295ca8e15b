import Addresses
import ArgumentParser
import Diagnostics
import Engine
import Glibc
import Language
import StateStorage
import Values

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract:
      "Print everything that is recorded, what a saved plan would do, or what a workspace consists of.",
    discussion: """
      -json prints one document in Terraform's format: plans in version 1.2, states in version 1.0. A name that no file has
      is a workspace's.
      """)

  @Argument(help: "A plan that rcw plan -out saved, a state file, or a workspace.")
  var file: String?

  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    if let file, access(file, F_OK) != 0, !file.contains(".") {
      return try await WorkspaceReport(file, view).show()
    }
    var plain = view
    plain.json = false
    try await Run(view: plain, variables: try VariableOptions.parse([]), state: state).perform { run in
      Output.standard.print(try await text(run))
      return .success
    }
  }

  private func text(_ run: Run) async throws -> String {
    guard let file else { return try await state(run.stateStore().load().snapshot, run) }
    let content = try content(of: file)
    var loader = ConfigLoader(directory: ".", moduleSource: LocalModuleResolver())
    let root = loader.loadRoot() ?? ModuleConfig(path: .root, directory: ".")
    let isSealed = content.first == UInt8(ascii: "{")
    let opened = isSealed ? try? await run.planCodec(root).open(content) : content
    if let opened, PlanFile.isPlan(opened) { return try await plan(SavedPlan(file), run) }
    return try await state(run.stateCodec(root).decode(content), run)
  }

  private func content(of file: String) throws -> [UInt8] {
    guard let content = try FileAccess.read(file) else {
      throw DiagnosticsError(
        Diagnostic("no-file", "No such file", "There is no plan or state at \"\(file)\"."))
    }
    return content
  }

  // MARK: Plans

  private func plan(_ saved: SavedPlan, _ run: Run) async throws -> String {
    let root = try await run.loadConfiguration().root
    let providers = run.providers(for: root)
    let file = try await saved.read(run, root: root, providers: providers)
    guard view.json else { return PlanText(style: view.style(run.environment), plan: file.plan).text() }
    try saved.requireSameConfiguration(file, root: root)
    let prior = try await StateReader(providers: providers).objects(of: file.plan.priorState)
    return PlanDocument(
      file.plan, variables: file.variables, prior: prior, created: file.details.created
    ).json.text() + "\n"
  }

  // MARK: States

  private func state(_ snapshot: StateSnapshot?, _ run: Run) async throws -> String {
    let snapshot = snapshot ?? StateSnapshot()
    let objects = try await StateReader(providers: run.providers()).objects(of: snapshot)
    guard !view.json else { return StateDocument(objects, of: snapshot).json.text() + "\n" }
    guard !snapshot.isEmpty else { return "The state is empty: nothing is recorded.\n" }
    let style = view.style(run.environment)
    let blocks = objects.map { ObjectText(style: style, object: $0).text() }.joined(separator: "\n")
    return blocks + outputs(snapshot.outputs, style)
  }

  /// The outputs in the same syntax as the objects.
  private func outputs(_ outputs: [String: OutputState], _ style: Style) -> String {
    guard !outputs.isEmpty else { return "" }
    let lines = outputs.sorted { $0.key < $1.key }.map { name, output in
      let value =
        output.isSensitive ? "(sensitive value)" : ValueText(style: style, column: 0).text(output.value)
      return "\(name) = \(value)\n"
    }
    return "\n\n" + style("Outputs:", .green, .bold) + "\n\n" + lines.joined()
  }
}
