import ArgumentParser
import Catalog
import Templates
import Values

struct TemplateDiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Tell what differs between two versions of a template.")

  @Argument var name: String
  @Argument(help: "A version.") var from: String
  @Argument(help: "Another one; the active one if not given.") var to: String?

  @Option(name: [.customShort("o"), .long], help: "text or json.")
  var output = OutputForm.text

  @Flag(inversion: .prefixedNo, help: "Plan what the second version means for each workspace.")
  var plan = true

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let library = session.library
      let template = try await library.catalog.template(named: name)
      let old = try await library.catalog.version(of: template, named: from)
      let new = try await library.catalog.version(of: template, named: to)
      let files = TemplateDifference(
        from: try await library.content(of: old), to: try await library.content(of: new))
      let parameters = ParameterDifference(from: old.parameters, to: new.parameters)
      let effect = plan ? try await VersionEffect(new, of: template, session) : nil
      let style = view.style(session.environment)
      Output.standard.print(
        output == .json
          ? Self.json(files, parameters, effect?.json(session))
          : Self.text(files, parameters, effect?.text(session, style), style))
      return .success
    }
  }

  private static func text(
    _ files: TemplateDifference, _ parameters: ParameterDifference, _ effect: String?, _ style: Style
  ) -> String {
    var text = fileText(files, style) + parameterText(parameters, style)
    if let effect, !effect.isEmpty { text += "\nWorkspaces:\n\(effect)" }
    return text
  }

  private static func fileText(_ files: TemplateDifference, _ style: Style) -> String {
    guard !files.files.isEmpty else { return "The files are the same.\n" }
    var text = ""
    for line in files.text.split(separator: "\n", omittingEmptySubsequences: false) {
      text += coloured(String(line), style) + "\n"
    }
    return String(text.dropLast())
  }

  private static func parameterText(_ parameters: ParameterDifference, _ style: Style) -> String {
    guard !parameters.isEmpty else { return "" }
    var text = "\nParameters:\n"
    for name in parameters.added { text += style("  + \(name)", .green) + "\n" }
    for name in parameters.removed { text += style("  - \(name)", .red) + "\n" }
    for (name, keys) in parameters.changed.sorted(by: { $0.key < $1.key }) {
      text += style("  ~ \(name)", .yellow) + ": \(keys.joined(separator: ", "))\n"
    }
    return text
  }

  private static func coloured(_ line: String, _ style: Style) -> String {
    if line.hasPrefix("+++") || line.hasPrefix("---") { return style(line, .bold) }
    switch line.first {
    case "+": return style(line, .green)
    case "-": return style(line, .red)
    case "@": return style(line, .cyan)
    default: return line
    }
  }

  private static func json(
    _ files: TemplateDifference, _ parameters: ParameterDifference, _ workspaces: JSON?
  ) -> String {
    let texts = { (names: [String]) in JSON.array(names.map { .string($0) }) }
    let changed = parameters.changed.sorted { $0.key < $1.key }.map { JSON.Member($0.key, texts($0.value)) }
    var json: JSON = [
      "files": .array(
        files.files.map {
          ["path": .string($0.path), "change": .string($0.kind.rawValue), "diff": .string($0.hunks)]
        }),
      "parameters": [
        "added": texts(parameters.added), "removed": texts(parameters.removed), "changed": .object(changed),
      ],
    ]
    json["workspaces"] = workspaces
    return json.text(.indented) + "\n"
  }
}
