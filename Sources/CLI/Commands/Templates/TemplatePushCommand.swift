import ArgumentParser
import Catalog
import Diagnostics
import Templates
import Values

struct TemplatePushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Make a version of a template, and the template when it is new.",
    discussion: """
      The files are checked first: a version is made only when a workspace could be made from it. Files that are \
      those of a version already make no new one.
      """)

  @Argument(help: "The template; the name of the folder if not given.")
  var name: String?

  @OptionGroup var source: TemplateSourceOptions

  @Option(name: [.customShort("m"), .long], help: "What has changed.")
  var message: String?

  @Option(name: .customLong("name"), help: ArgumentHelp("What to call the version.", valueName: "version"))
  var versionName = ""

  @Flag(inversion: .prefixedNo, help: "Make it the version that new workspaces get.")
  var activate = true

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The value of an input variable. May be repeated.", valueName: "name=value"))
  var variable: [String] = []

  @Flag(inversion: .prefixedNo, help: "Plan a workspace as part of the checks. Needs the platform in reach.")
  var plan = true

  @Flag(name: [.customShort("y"), .long], help: "Ask nothing.")
  var yes = false

  @Option(name: [.customShort("o"), .long], help: "text or json.")
  var output = OutputForm.text

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run.withLibrary(view) { run, library in
      let push = try await self.push(run, library)
      let result = try await push.push()
      run.report(result, output)
    }
  }

  private func push(_ run: Run, _ library: TemplateLibrary) async throws -> TemplatePush {
    let variables = try variable.reduce(into: [String: String]()) { values, text in
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
        throw DiagnosticsError(
          Diagnostic(
            "invalid-variable", "Invalid variable option",
            "\"\(text)\" is no assignment. Write it as\n    --variable NAME=VALUE"))
      }
      values[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    var push = try await files(run, library)
    push.versionName = versionName
    push.activates = activate
    push.variables = variables
    push.plans = plan
    if let message { push.message = message }
    return push
  }

  private func files(_ run: Run, _ library: TemplateLibrary) async throws -> TemplatePush {
    guard let url = source.git else {
      let folder = source.directory ?? "."
      return TemplatePush(
        run: run, library: library, name: try name ?? Self.folderName(folder),
        content: try FolderReader.read(folder), author: Person.author(run.environment))
    }
    guard let name else {
      throw DiagnosticsError(
        Diagnostic(
          "name-needed", "Name is needed", "Say which template it is: rcw template push NAME --git …"))
    }
    let source = try run.templateSource(url: url, ref: source.ref, path: source.path)
    let found = try await source.fetch(source.target())
    var push = TemplatePush(
      run: run, library: library, name: name, content: found.content, author: found.author,
      message: found.message)
    push.origin = found.origin
    push.proposedName = found.tag
    return push
  }

  private static func folderName(_ folder: String) throws -> String {
    let path = folder.hasPrefix("/") ? folder : "\(ProcessEnvironment.workingDirectory)/\(folder)"
    let parts = path.split(separator: "/").filter { $0 != "." }
    return parts.last.map(String.init) ?? ""
  }
}

extension Run {
  /// Says what a push has come to.
  func report(_ result: TemplatePush.Result, _ output: OutputForm) {
    guard output == .text else {
      return Output.standard.print(
        TemplateJSON.version(result.version, of: result.template).text(.indented) + "\n")
    }
    let name = result.template.name
    let isActive = result.template.activeVersionID == result.version.id
    let standing =
      isActive
      ? "It is the active version."
      : "To make it the active version:\n    rcw template promote \(name) \(result.version.name)"
    Output.standard.print(
      result.isNew
        ? "Pushed \(name) \(result.version.name) (\(result.version.commit.prefix(12))). \(standing)\n"
        : "Nothing has changed: the files are those of \(name) \(result.version.name). \(standing)\n")
  }
}
