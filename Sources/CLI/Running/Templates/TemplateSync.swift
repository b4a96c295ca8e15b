import Catalog
import Diagnostics
import ModuleInstaller
import Templates
import Values

/// Brings a template that tracks a repository up to date with it.
struct TemplateSync: Sendable {
  let session: CatalogSession
  /// Whether to go on after the history that was there is not there any more.
  var acceptsRewrite = false

  private var library: TemplateLibrary { session.library }

  /// - Returns: whether nothing is wrong. What is, has been told and is on record.
  func sync(_ template: Template) async throws -> Bool {
    guard let tracking = template.tracking else {
      throw DiagnosticsError(
        Diagnostic(
          "not-tracked", "Nothing is tracked",
          "The template \"\(template.name)\" tracks no repository. To have it track one:\n"
            + "    rcw template track \(template.name) --git URL"))
    }
    let run = Run(session)
    do {
      let source = try run.templateSource(url: tracking.url, ref: tracking.reference, path: tracking.path)
      let target = try await source.target()
      guard target.commit != tracking.lastCommit || tracking.lastProblem != nil else {
        try await note(template, tracking.lastCommit, nil)
        say(template, "is up to date with \(target.commit.prefix(12))")
        return true
      }
      let found = try await source.fetch(target, conditions(tracking, target))
      try await push(found, template, tracking, run)
      try await note(template, found.origin.commit, nil)
      return true
    } catch let error where !(error is CancellationError || error is CatalogError) {
      let diagnostics = rewriting(error, of: template).map { [$0] } ?? Performing.diagnostics(error)
      session.view.show(diagnostics.map { Self.naming(template, $0) })
      let reason = diagnostics.first { $0.severity == .error }
      try await note(
        template, tracking.lastCommit, reason.map { "\($0.summary): \($0.detail)" } ?? "\(error)")
      return false
    }
  }

  private func conditions(
    _ tracking: TemplateTracking, _ target: TemplateSource.Target
  ) -> RemoteRepository.Conditions {
    var conditions = RemoteRepository.Conditions()
    conditions.isSigned = tracking.trust == .signed
    conditions.allowedSigners = tracking.allowedSigners
    conditions.ancestor = target.isBranch && !acceptsRewrite ? tracking.lastCommit : nil
    return conditions
  }

  private func push(
    _ found: TemplateSource.Found, _ template: Template, _ tracking: TemplateTracking, _ run: Run
  ) async throws {
    var push = TemplatePush(
      run: run, library: library, name: template.name, content: found.content, author: found.author,
      message: found.message)
    push.origin = found.origin
    push.activates = tracking.promotion == .always || template.activeVersionID == nil
    push.proposedName = found.tag
    if let active = template.activeVersionID {
      push.variables = try await library.catalog.values(
        try await library.catalog.version(id: active).variables)
    }
    let result = try await push.push()
    say(
      template,
      result.isNew
        ? "has the version \(result.version.name) of \(found.origin.commit.prefix(12))"
        : "is unchanged by \(found.origin.commit.prefix(12))")
    if result.isNew, tracking.promotion == .clean, !push.activates {
      try await promoteIfClean(result)
    }
  }

  /// A version that the workspaces can do without harm becomes the active one.
  private func promoteIfClean(_ result: TemplatePush.Result) async throws {
    let effect = try await VersionEffect(result.version, of: result.template, session)
    guard effect.isClean else {
      say(result.template, "was not promoted, because of what it would mean for workspaces")
      return session.view.say(effect.text(session, Style(isColoured: false)))
    }
    try await library.catalog.activate(result.version)
    say(result.template, "has the active version \(result.version.name)")
  }

  /// Records what the look at the repository has come to.
  private func note(_ template: Template, _ commit: String?, _ problem: String?) async throws {
    try await library.catalog.changeTemplate(template.id) { template in
      template.tracking?.lastCommit = commit
      template.tracking?.lastLook = Timestamp.now().seconds
      template.tracking?.lastProblem = problem
    }
  }

  /// With the template in it: one of many may be meant.
  private static func naming(_ template: Template, _ diagnostic: Diagnostic) -> Diagnostic {
    guard diagnostic.severity == .error else { return diagnostic }
    var diagnostic = diagnostic
    diagnostic.detail = "The template \"\(template.name)\" stays as it is. \(diagnostic.detail)"
    return diagnostic
  }

  private func rewriting(_ error: any Error, of template: Template) -> Diagnostic? {
    guard let error = error as? TemplateError, error.code == .rewritten else { return nil }
    return Diagnostic(
      "rewritten", "History was rewritten",
      error.message + " No version was made, and the versions before stay. If that is meant to be so:\n"
        + "    rcw template sync \(template.name) --accept-rewrite")
  }

  private func say(_ template: Template, _ what: String) {
    session.view.say("\(template.name) \(what).\n")
  }
}
