import Addresses
import ArgumentParser
import Diagnostics
import Language
import StateStorage

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Fetch the modules and providers of the configuration, and settle where its state is.",
    discussion: """
      Not needed before other commands, as long as the place of the state does not change: they fetch what is \
      missing themselves, and the providers that are part of the program need not be fetched.
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

  @Flag(help: "Choose the versions of modules and providers anew, whatever the lock files say.")
  var upgrade = false

  @Option(
    name: .customLong("plugin-dir"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A folder with providers in the layout of a mirror; no other place is looked at. May be repeated.",
      valueName: "folder"))
  var pluginFolders: [String] = []

  @Option(
    name: .customLong("lockfile"),
    help: ArgumentHelp("With readonly, the lock file of providers is left as it is.", valueName: "mode"))
  var lockMode: LockMode?

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
      try await setUpProviders(run, root)
      run.view.note("The configuration is complete. Plan it with:\n    rcw plan\n")
      return .success
    }
  }

  private func setUpProviders(_ run: Run, _ root: ModuleConfig) async throws {
    let recorded = backend ? try await run.stateStore(root).load().snapshot : nil
    let setup = ProviderSetup(
      run: run, root: root, isUpgrade: upgrade, keepsLock: lockMode == .readonly, folders: pluginFolders)
    try await setup.perform(recorded: Set(recorded?.resources.values.map(\.provider.provider) ?? []))
  }

  private var change: Initialisation.Change {
    reconfigure ? .reconfigure : migrateState || forceCopy ? .migrate(isForced: forceCopy) : .none
  }
}

/// What `-lockfile` may say.
enum LockMode: String, ExpressibleByArgument {
  case readonly
}
