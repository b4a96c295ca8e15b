import Catalog
import Diagnostics
import Encodings
import Engine
import Glibc
import StateStorage
import Templates
import Values

/// Makes a version of a template, and the template itself when there is none.
struct TemplatePush: Sendable {
  let run: Run
  let library: TemplateLibrary
  var name: String
  var content: TemplateContent
  /// `NAME <ADDRESS>`
  var author: String
  var message = ""
  /// Of the version; empty for one after its number.
  var versionName = ""
  var activates = true
  /// `NAME=VALUE`
  var variables: [String: String] = [:]
  var plans = true
  /// Whether others are to find out what the template is for.
  var needsReadme = true
  var origin: GitOrigin?
  /// What its author calls the version: counts where no other one is called so.
  var proposedName: String?

  /// What came of it.
  struct Result: Sendable {
    var template: Template
    var version: TemplateVersion
    /// Whether there was no such version before.
    var isNew: Bool
    var report: TemplateReport
  }

  /// - Throws: ``DiagnosticsError`` when no workspace can be made from the files; then nothing was changed.
  func push() async throws -> Result {
    try CatalogName.check(template: name)
    if !versionName.isEmpty { try CatalogName.check(version: versionName) }
    let existing = try await library.catalog.templateIfAny(named: name)
    if let existing, let result = try await repeated(existing) { return result }
    var check = ContentCheck(run: run, content: content)
    check.variables = variables.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
    check.plans = plans
    let checked = try await check.check()
    run.view.show(checked.report.warnings + remarks(on: checked))
    let template: Template
    if let existing { template = existing } else { template = try await create() }
    let version = try await library.add(try await draft(checked, template), to: template)
    return Result(
      template: try await library.catalog.template(id: template.id), version: version, isNew: true,
      report: checked.report)
  }

  /// The version that has these files already, made the active one if that is wanted.
  private func repeated(_ template: Template) async throws -> Result? {
    guard let version = try await library.version(of: template, equalTo: content, variables: variables)
    else { return nil }
    if activates, template.activeVersionID != version.id { try await library.catalog.activate(version) }
    return Result(
      template: try await library.catalog.template(id: template.id), version: version, isNew: false,
      report: TemplateReport())
  }

  private func create() async throws -> Template {
    let template = Template(id: "\(UUID.random())", name: name)
    do { try await library.catalog.add(template) } catch let error as CatalogError where error.code == .taken
    {
      // Somebody else has made it meanwhile.
      return try await library.catalog.template(named: name)
    }
    return template
  }

  private func draft(
    _ checked: ContentCheck.Result, _ template: Template
  ) async throws -> TemplateLibrary.Draft {
    var draft = TemplateLibrary.Draft(content, author: author, message: message)
    draft.content = checked.content
    draft.name = versionName
    if draft.name.isEmpty, let proposedName, try await isFree(proposedName, template) {
      draft.name = proposedName
    }
    draft.variables = variables
    draft.report = checked.report
    draft.origin = origin
    draft.activates = activates
    return draft
  }

  private func isFree(_ name: String, _ template: Template) async throws -> Bool {
    guard (try? CatalogName.check(version: name)) != nil else { return false }
    return try await !library.catalog.versions(of: template.id).contains {
      $0.name.lowercased() == name.lowercased()
    }
  }

  private func remarks(on checked: ContentCheck.Result) -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    if let reason = checked.report.unplanned {
      remarks.append(Diagnostic(.warning, "not-planned", "Not planned", reason))
    }
    if needsReadme, content.readme == nil {
      remarks.append(
        Diagnostic(
          .warning, "no-readme", "No README",
          "Nothing tells users what the template is for. Add a file README.md."))
    }
    return remarks
  }
}

/// Who is at work.
enum Person {
  /// `NAME <ADDRESS>`: git's variables, or else the account.
  static func author(_ environment: [String: String]) -> String {
    let account = LockHolder.user(environment)
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    let hostName = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let name = environment["GIT_AUTHOR_NAME"] ?? account
    return "\(name) <\(environment["GIT_AUTHOR_EMAIL"] ?? "\(account)@\(hostName)")>"
  }
}
