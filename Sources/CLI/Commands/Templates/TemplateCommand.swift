import ArgumentParser
import Catalog
import Diagnostics
import StateStorage
import Templates
import Values
import Workspaces

struct TemplateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template", abstract: "Manage the templates that workspaces are made from.",
    subcommands: [
      TemplateInitCommand.self, TemplatePushCommand.self, TemplateListCommand.self,
      TemplateVersionsCommand.self, TemplateShowCommand.self, TemplatePullCommand.self,
      TemplateDiffCommand.self, TemplatePromoteCommand.self, TemplateArchiveCommand.self,
      TemplateEditCommand.self, TemplateDeleteCommand.self, TemplateValidateCommand.self,
      TemplateLintCommand.self, TemplateTrackCommand.self, TemplateSyncCommand.self,
    ], aliases: ["templates"])
}

/// The files of a template, in a folder or in a repository.
struct TemplateSourceOptions: ParsableArguments {
  @Option(
    name: [.customShort("d"), .long], help: ArgumentHelp("The folder with the files.", valueName: "dir"))
  var directory: String?

  @Option(help: ArgumentHelp("Take the files from a git repository.", valueName: "url"))
  var git: String?

  @Option(
    help: ArgumentHelp(
      "A branch, tag or commit of the repository, or a range of versions such as ^2.1.", valueName: "name"))
  var ref: String?

  @Option(help: ArgumentHelp("The folder in the repository.", valueName: "path"))
  var path: String?

  func validate() throws {
    guard git != nil || ref == nil && path == nil else {
      throw ValidationError("--ref and --path need --git.")
    }
    guard git == nil || directory == nil else {
      throw ValidationError("Files come from a folder or from a repository: --directory or --git.")
    }
  }
}

extension Run {
  /// Runs a command that has to do with templates.
  static func withLibrary(
    _ view: ViewOptions, _ body: @escaping @Sendable (Run, TemplateLibrary) async throws -> Void
  ) async throws {
    try await CatalogSession.perform(view) { session in
      try await body(Run(session), session.library)
      return .success
    }
  }

  /// A run for what a command on the catalog loads and plans.
  init(_ session: CatalogSession) {
    self.init(
      RunSettings(environment: session.environment), view: session.view, interruption: session.interruption)
  }

  /// The run of a command that needs nothing but files.
  init(_ view: ViewOptions) {
    let environment = ProcessEnvironment.current
    self.init(RunSettings(environment: environment), view: view.view(environment))
  }

  var cacheFolder: String { StandardFolders.cache(environment) ?? ".rcw/cache" }

  /// Asks for consent, unless it was given.
  ///
  /// - Throws: ``ExitStatus`` when it is refused.
  func requireConsent(_ question: String, given: Bool) throws {
    guard !given else { return }
    guard Output.standard.isInteractive else {
      throw DiagnosticsError(
        Diagnostic("consent-needed", "Consent is needed", "\(question) Nobody is there to answer. Add --yes.")
      )
    }
    guard Output.standard.ask("\(question) [y/N] ")?.lowercased().hasPrefix("y") == true else {
      throw ExitStatus.failure
    }
  }

  /// The address of a repository, which may be a folder by its relative path.
  static func absolute(_ url: String) -> String {
    guard url.hasPrefix("./") || url.hasPrefix("../") || url == "." else { return url }
    let plain = url.hasPrefix("./") ? String(url.dropFirst(2)) : url
    return "\(ProcessEnvironment.workingDirectory)/\(plain)"
  }

  /// Where a repository's template is read from.
  func templateSource(url: String, ref: String?, path: String?) throws -> TemplateSource {
    try TemplateSource(
      url: Self.absolute(url), reference: ref ?? "",
      path: path ?? "", environment: environment, workFolder: "\(cacheFolder)/repositories")
  }
}

/// In which form a command prints its result.
enum OutputForm: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// `8h`, `30m`, `7d`; `0` for never.
struct DurationArgument: ExpressibleByArgument, Sendable {
  let duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  init?(argument: String) {
    guard let lifetime = try? Lifetime(argument) else { return nil }
    duration = lifetime.duration
  }

  var defaultValueDescription: String { duration.goNotation }
}
