import ArgumentParser
import Diagnostics
import Language

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Fetch the modules that the configuration calls, and settle where its state is.",
    discussion: """
      Not needed before other commands, as long as the place of the state does not change: they fetch what is \
      missing themselves, and providers are part of the program.
      """)

  @Option(
    name: .customLong("backend-config"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "An argument of the backend that its block leaves out, or a file with some. May be repeated.",
      valueName: "name=value|file"))
  var backendConfig: [String] = []

  @Flag(
    name: .customLong("backend"), inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Settle where the state is.")
  var backend = true

  @Flag(name: .customLong("migrate-state"), help: "Take the state along to another backend.")
  var migrateState = false

  @Flag(
    name: .customLong("force-copy"),
    help: "Take the state along without asking, over one that is there already. Means -migrate-state.")
  var forceCopy = false

  @Flag(help: "Work with the backend as it is configured, and leave the present state where it is.")
  var reconfigure = false

  @Flag(help: "Choose the versions and commits of modules anew, whatever the lock file says.")
  var upgrade = false

  @OptionGroup var variables: VariableOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard !reconfigure || !(migrateState || forceCopy) else {
      throw ValidationError("-reconfigure and -migrate-state exclude each other.")
    }
  }

  func run() async throws {
    try await Run(view: view, variables: variables, state: state).perform { run in
      let (root, warnings) = try await run.loadConfiguration(choosingAnew: upgrade)
      run.view.show(warnings)
      if backend {
        let text = try await Initialisation(run: run, root: root, arguments: backendConfig, change: change)
          .perform()
        run.view.note(text)
      }
      run.view.note("The configuration is complete. Plan it with:\n    rcw plan\n")
      return .success
    }
  }

  private var change: Initialisation.Change {
    reconfigure ? .reconfigure : migrateState || forceCopy ? .migrate(isForced: forceCopy) : .none
  }
}
