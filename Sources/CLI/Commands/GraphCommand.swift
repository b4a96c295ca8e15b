import Addresses
import ArgumentParser
import Diagnostics
import Engine
import Language
import StateStorage

struct GraphCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw what depends on what.",
    discussion: """
      Prints the resources of the configuration and what each depends on, in the DOT language; with -type all \
      that is evaluated. -format=svg draws the picture, -format=html makes a page of it that shows \
      the neighbours of what the pointer is on. With -plan the planned actions are coloured.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case dot, svg, html
  }

  enum Operation: String, ExpressibleByArgument, CaseIterable {
    case plan, apply
    case planRefreshOnly = "plan-refresh-only"
    case planDestroy = "plan-destroy"
  }

  @Option(name: .customLong("format"), help: ArgumentHelp("What to print.", valueName: "format"))
  var format = Format.dot

  @Option(
    name: .customLong("type"),
    help: ArgumentHelp("Print all that this operation evaluates, not only resources.", valueName: "operation")
  )
  var operation: Operation?

  @Option(
    name: .customLong("plan"),
    help: ArgumentHelp("Show what a saved plan would do.", valueName: "file"))
  var plan: String?

  @Flag(
    name: .customLong("draw-cycles"),
    help: "With -type: draw what depends on itself in red, rather than refuse it.")
  var drawsCycles = false

  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view: view, variables: variables, state: state).perform { run in
      let root = try await run.loadConfiguration().root
      let graph = try DependencyGraph(root, allowsCycles: drawsCycles && operation != nil && format == .dot)
      let changes = try await changes(run, root)
      Output.standard.print(try await text(graph, changes, root, run))
      return .success
    }
  }

  private func changes(_ run: Run, _ root: ModuleConfig) async throws -> [Change]? {
    guard let plan else { return nil }
    let saved = SavedPlan(plan)
    let file = try await saved.read(run, root: root, providers: run.providers(for: root))
    try saved.requireSameConfiguration(file, root: root)
    return file.plan.changes
  }

  private func text(
    _ graph: DependencyGraph, _ changes: [Change]?, _ root: ModuleConfig, _ run: Run
  ) async throws -> String {
    switch (format, operation) {
    case (.dot, .planDestroy?):
      return OperationDOT(destroying: try await run.stateStore(root).load().snapshot ?? StateSnapshot()).text
    case (.dot, .some): return OperationDOT(graph, changes: changes ?? []).text
    case (.dot, nil):
      return changes.map { OperationDOT(graph, changes: $0).text } ?? ResourceDOT(graph.resources).text
    case (.svg, _): return GraphDrawing(GraphPicture(graph.resources, changes: changes)).svg
    case (.html, _):
      return GraphPage(GraphDrawing(GraphPicture(graph.resources, changes: changes))).html
    }
  }
}
