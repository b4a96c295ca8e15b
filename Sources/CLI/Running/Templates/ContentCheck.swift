import Diagnostics
import Language
import ModuleInstaller
import ProviderCoder
import StateStorage
import Synchronization
import Templates

/// Checks files that may become a version of a template.
struct ContentCheck: Sendable {
  let run: Run
  let content: TemplateContent
  /// Values of input variables, as `NAME=VALUE`.
  var variables: [String] = []
  /// Whether a workspace is planned.
  var plans = true

  /// What came out of it.
  struct Result: Sendable {
    var report: TemplateReport
    /// The files, with the lock file of the modules that were chosen for them.
    var content: TemplateContent
    var root: ModuleConfig
  }

  /// - Throws: ``DiagnosticsError`` with all that is wrong.
  func check() async throws -> Result {
    let folders = ContentFolders("\(run.cacheFolder)/templates")
    let draft = try folders.write(content)
    defer { ContentFolders.remove(draft) }
    // Templates name their own files by where they are.
    return try await WorkingFolder.during(draft) {
      let (report, root) = try await report()
      var complete = content
      if content[TemplateContent.lockPath] == nil, let lock = try FileAccess.read(TemplateContent.lockPath) {
        complete = content.adding(TemplateContent.File(TemplateContent.lockPath, lock))
      }
      return Result(report: report, content: complete, root: root)
    }
  }

  /// The configuration, parsed and no more.
  func loaded() async throws -> Result {
    let folders = ContentFolders("\(run.cacheFolder)/templates")
    let draft = try folders.write(content)
    defer { ContentFolders.remove(draft) }
    return try await WorkingFolder.during(draft) {
      let root = try await innerRun().loadConfiguration().root
      return Result(report: TemplateReport(), content: content, root: root)
    }
  }

  private func innerRun() -> Run {
    var settings = RunSettings(environment: Self.neutral(run.environment))
    settings.variables = variables.map { .assignment($0) }
    settings.mayAsk = false
    return Run(settings, view: run.view, interruption: run.interruption)
  }

  private func report() async throws -> (TemplateReport, ModuleConfig) {
    let inner = innerRun()
    let (root, warnings) = try await inner.loadConfiguration()
    let answers = MadeUpAnswers()
    let desk = ParameterDesk(asker: { answers.answer($0) })
    var check = ConfigurationCheck(
      environment: inner.scopeEnvironment(isPlanning: true), load: { (root, warnings) },
      providers: { inner.providers(for: $0, parameters: desk) })
    check.variables = inner.settings.variables
    check.plans = plans
    check.doubts = { answers.doubt }
    do { return (try await check.run(), root) } catch let error as DiagnosticsError {
      throw DiagnosticsError(error.diagnostics.map(Self.inOtherWords))
    }
  }

  /// Who pushes a template gives variables another way than who plans a configuration.
  private static func inOtherWords(_ diagnostic: Diagnostic) -> Diagnostic {
    guard diagnostic.code == "missing-variable" else { return diagnostic }
    var other = diagnostic
    other.detail =
      "The input variable has no default, and it is not set. Set it for all workspaces of the version:\n"
      + "    --variable 'NAME=VALUE'"
    return other
  }

  /// What the surroundings say of one person or workspace means nothing for a template.
  private static func neutral(_ environment: [String: String]) -> [String: String] {
    environment.filter { name, _ in
      !["CODER_", "TF_VAR_", "TF_WORKSPACE", "TF_CLI_ARGS"].contains { name.hasPrefix($0) }
    }
  }
}

/// Values for parameters that have no default, so that something can be planned.
private final class MadeUpAnswers: Sendable {
  private let attempts = Mutex<[String: Int]>([:])

  func answer(_ prompt: ParameterPrompt) -> String? {
    let attempt = attempts.withLock { attempts in
      defer { attempts[prompt.name, default: 0] += 1 }
      return attempts[prompt.name, default: 0]
    }
    let candidates = Self.candidates(prompt)
    return candidates.indices.contains(attempt) ? candidates[attempt] : nil
  }

  /// Why a plan that fails need not mean that the template is wrong; nil when nothing was made up.
  var doubt: String? {
    let names = attempts.withLock { $0.keys.sorted() }
    guard !names.isEmpty else { return nil }
    return
      "No default: \(names.joined(separator: ", ")). No workspace could be planned with values that were made up for that."
  }

  private static func candidates(_ prompt: ParameterPrompt) -> [String] {
    if let option = prompt.options.first {
      return [prompt.isMultipleChoice ? "[\"\(option.value)\"]" : option.value]
    }
    return switch prompt.type {
    case "bool": ["false"]
    case "number": ["1", "0", "10", "100", "1000"]
    case "list(string)": ["[]", "[\"example\"]"]
    default: ["example", "a", "1", "https://example.com", "user@example.com"]
    }
  }
}
