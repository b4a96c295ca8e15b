import ArgumentParser
import Catalog
import Diagnostics
import StateStorage

struct AdminCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admin", abstract: "Look after the catalog: back it up, restore it, check it.",
    subcommands: [AdminBackupCommand.self, AdminRestoreCommand.self, AdminCheckCommand.self])
}

struct AdminBackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write templates, workspaces, builds and states to a file.",
    discussion: """
      Others may go on working meanwhile. The key is not in the file, unless it is asked for: whoever has both can \
      read all secrets.
      """)

  @Argument(help: "A new file, a tar archive.") var file: String

  @Flag(name: .customLong("include-key"), help: "Put the key into the file too.") var includesKey = false
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      try await CatalogArchive(file, session.environment).write(session.catalog, includesKey: includesKey)
      let remark =
        includesKey
        ? "The key is in it: keep it in a safe place."
        : "The key is not in it: keep a copy of \(session.catalog.home.keyPath) in another place."
      Output.standard.print("Wrote \(file). \(remark)\n")
      return .success
    }
  }
}

struct AdminRestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Go back to what a backup holds.",
    discussion: """
      What is there is moved into a folder beside it, and not lost. No other command may be at work meanwhile.
      """)

  @Argument(help: "The file that a backup has written.") var file: String

  @Flag(name: [.customShort("y"), .long], help: "Ask nothing.") var yes = false
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run(view).perform { run in
      guard let home = CatalogHome(environment: run.environment) else {
        throw CatalogError(.unavailable, "Nothing says where the catalog is: set RCW_HOME.")
      }
      guard run.environment["RCW_DATABASE_URL", default: ""].isEmpty else {
        throw CatalogError(
          .unavailable, "The catalog is in PostgreSQL, which has tools of its own for this: pg_restore.")
      }
      try run.requireConsent(
        "Put what \(file) holds in the place of the catalog in \(home.folder)?", given: yes)
      let kept = try await CatalogArchive(file, run.environment).restore(to: home)
      Output.standard.print(
        "Restored \(home.folder) from \(file).\(kept.map { " What was there before is in \($0)." } ?? "")\n")
      return .success
    }
  }
}

struct AdminCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find out whether everything of the catalog can be read.",
    discussion: "Changes nothing. Ends with status 1 when something is wrong.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let check = try await CatalogCheck(session.library).check()
      guard check.problems.isEmpty else {
        session.view.show(
          check.problems.map { Diagnostic("catalog-check", "Something is wrong", $0) })
        return .failure
      }
      Output.standard.print(
        "All is well: \(check.templates) templates with \(check.versions) versions, \(check.workspaces) workspaces.\n"
      )
      return .success
    }
  }
}
