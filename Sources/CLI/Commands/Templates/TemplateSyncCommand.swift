import ArgumentParser
import Catalog
import Templates
import Values

struct TemplateSyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Make versions of new commits in the repositories that templates track.",
    discussion:
      "Ends with status 1 when one of them could not be read or checked; the others are done all the same.")

  @Argument(help: "Templates; all that track something if not given.") var names: [String] = []

  @Flag(help: "Look only at those whose time has come.") var due = false
  @Flag(name: .customLong("accept-rewrite"), help: "Go on with a branch whose history was rewritten.")
  var acceptsRewrite = false
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      var failures = 0
      for template in try await chosen(session.catalog) {
        let sync = TemplateSync(session: session, acceptsRewrite: acceptsRewrite)
        if try await !sync.sync(template) { failures += 1 }
      }
      return failures == 0 ? .success : .failure
    }
  }

  private func chosen(_ catalog: Catalog) async throws -> [Template] {
    guard names.isEmpty else {
      var chosen: [Template] = []
      for name in names { chosen.append(try await catalog.template(named: name)) }
      return chosen
    }
    return try await catalog.templates().filter { template in
      guard let tracking = template.tracking else { return false }
      return !due || tracking.isDue()
    }
  }
}
