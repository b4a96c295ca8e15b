import Addresses
import Diagnostics
import Encodings
import Engine
import Glibc
import HCL
import Language
import ModuleInstaller
import ProviderAPI
import ProviderCoder
import ProviderKit
import StateStorage
import Values

/// The ground that a command of the engine stands on: environment, configuration, state and providers put
/// together.
struct Run {
  let settings: RunSettings
  let view: any View
  let workspaces: StateWorkspaces
  /// What tells this state from others of the same directory.
  let statePath: String
  let log: Log?
  let plugins: PluginProviders
  let interruption: Interruption
  /// When the command began: what `plantimestamp` says.
  let started = Timestamp.now()

  var environment: [String: String] { settings.environment }

  /// - Parameter interruption: of the command that the run is a part of.
  init(_ settings: RunSettings, view: any View, interruption: Interruption = Interruption()) {
    self.settings = settings
    self.view = view
    self.interruption = interruption
    workspaces = StateWorkspaces(environment: settings.environment)
    statePath = settings.statePath ?? StateWorkspaces.statePath(of: workspaces.current)
    log = Log(settings.environment)
    plugins = PluginProviders(
      environment: settings.environment,
      cacheFolder: StandardFolders.cache(settings.environment) ?? ".rcw/cache",
      http: Self.http(log), log: log, note: { view.note($0) })
  }

  /// The run that is all of a command.
  init(view: ViewOptions, variables: VariableOptions, state: StateOptions) {
    let environment = ProcessEnvironment.current
    self.init(RunSettings(environment, variables, state), view: view.view(environment))
    // The options may hold secrets.
    let command = CommandLine.arguments.dropFirst().prefix { !$0.hasPrefix("-") }
    log?.note(.info, "rcw \(Version.number): \(command.joined(separator: " "))")
  }

  /// Runs `body`, shows what stops it, and ends the command accordingly.
  ///
  /// - Throws: ``ExitStatus``, unless `body` comes to its end.
  func perform(_ body: @escaping @Sendable (Run) async throws -> ExitStatus) async throws {
    try await Performing(view: view, interruption: interruption)() {
      try workspaces.requireValid()
      return try await closingPlugins { try await body(self) }
    }
  }

  private func closingPlugins(_ body: () async throws -> ExitStatus) async throws -> ExitStatus {
    let result: Result<ExitStatus, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    await plugins.close()
    return try result.get()
  }

  // MARK: Configuration

  /// The configuration in the working directory, with the modules that it calls.
  ///
  /// - Parameters:
  ///   - mayBeAbsent: whether there need not be any.
  ///   - isUpgrade: whether the versions of modules are chosen whatever the lock file says.
  func loadConfiguration(
    mayBeAbsent: Bool = false, choosingAnew isUpgrade: Bool = false
  ) async throws -> (root: ModuleConfig, warnings: [Diagnostic]) {
    var loader = ConfigLoader(directory: ".", moduleSource: try moduleInstaller(isUpgrade: isUpgrade))
    loader.rootScope = { try EarlyEvaluation(run: self, root: $0).scope() }
    return (try await loader.load(mayBeAbsent: mayBeAbsent), loader.diagnostics)
  }

  /// A module that stands for itself, with the modules that it calls: one that a test runs.
  func loadModule(of call: ModuleCallConfig) async throws -> ModuleConfig {
    guard let source = ModuleSource(call.source) else {
      throw DiagnosticsError(
        Diagnostic(
          "invalid-module-source", "Invalid module source", "\"\(call.source)\" is no module address.",
          at: call.sourceRange, in: call.range))
    }
    var installer = try moduleInstaller(isUpgrade: false)
    let request = ModuleRequest(
      path: ModulePath([call.name]), source: source, sourceRange: call.sourceRange,
      version: call.version?.constraint, versionRange: call.version?.range, callerDirectory: ".",
      context: call.range)
    let directory = try await installer.resolve(request).directory
    var loader = ConfigLoader(directory: directory, moduleSource: installer)
    return try await loader.load()
  }

  /// The configuration in the working directory, found free of mistakes as far as that can be told without
  /// the values of its variables.
  func validConfiguration() async throws -> (root: ModuleConfig, warnings: [Diagnostic]) {
    let (root, warnings) = try await loadConfiguration()
    let validator = Validator(
      root, providers: providers(for: root), environment: scopeEnvironment(isPlanning: true))
    let findings = warnings + (await validator.validate())
    guard !findings.hasErrors else { throw DiagnosticsError(findings) }
    return (root, findings)
  }

  func variableValues(of root: ModuleConfig) throws -> [String: Value] {
    var collector = VariableCollector(
      module: root, environment: environment, arguments: settings.variables)
    if asksQuestions { collector.prompt = { VariablePrompt($0).ask() } }
    let values = try collector.collect()
    view.show(collector.diagnostics)
    return values
  }

  /// The values of the ephemeral variables, which no plan holds and which are given again to each command.
  func ephemeralValues(of root: ModuleConfig) throws -> [String: Value] {
    var ephemeral = root
    ephemeral.variables = root.variables.filter { $0.value.isEphemeral }
    guard !ephemeral.variables.isEmpty else { return [:] }
    // Values of other variables are the plan's; what is said about them here has been said when planning.
    var collector = VariableCollector(
      module: ephemeral, environment: environment, arguments: settings.variables)
    if asksQuestions { collector.prompt = { VariablePrompt($0).ask() } }
    return try collector.collect()
  }

  /// Whether a person is there to answer.
  var asksQuestions: Bool {
    let setting = environment["TF_INPUT"]
    return settings.mayAsk && setting != "0" && setting != "false" && Output.standard.isInteractive
  }

  private func moduleInstaller(isUpgrade: Bool) throws -> ModuleInstaller {
    let cache = StandardFolders.cache(environment) ?? ".rcw/cache"
    let mirrors = (environment["RCW_MODULE_MIRROR"] ?? "").split(separator: ":").map(String.init)
    var settings = ModuleInstaller.Settings(
      cacheDirectory: "\(cache)/modules", lockFile: ".rcw/modules.lock.json", mirrors: mirrors)
    settings.environment = environment
    settings.isUpgrade = isUpgrade
    var http = http
    http.proxy = try ProxyRules(environment: environment)
    return ModuleInstaller(settings, client: HTTPClient(http))
  }

  /// How the program speaks HTTP, beyond what providers decide.
  var http: HTTPClient.Configuration { Self.http(log) }

  private static func http(_ log: Log?) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    if let log { configuration.log = { log.note(.debug, "http \($0)") } }
    return configuration
  }

  // MARK: Engine

  /// The functions of the language, where there is no configuration around an expression.
  static func functions(_ environment: [String: String]) -> [String: Function] {
    FunctionLibrary(
      context: FunctionContext(
        workingDirectory: ProcessEnvironment.workingDirectory, homeDirectory: environment["HOME"],
        planTime: Timestamp.now().seconds, defersImpureFunctions: false)
    ).functions
  }

  /// - Parameters:
  ///   - isPlanning: whether what differs at every call is left for apply.
  ///   - planTime: when the plan was made, in seconds since 1970; nil for now.
  func scopeEnvironment(isPlanning: Bool, planTime: Int? = nil) -> ScopeEnvironment {
    let workingDirectory = ProcessEnvironment.workingDirectory
    var scope = ScopeEnvironment(
      rootDirectory: ".", workingDirectory: workingDirectory,
      workspace: workspaces.current,
      functions: FunctionLibrary(
        context: FunctionContext(
          workingDirectory: workingDirectory, homeDirectory: environment["HOME"],
          planTime: planTime ?? started.seconds, defersImpureFunctions: isPlanning)
      ).functions)
    scope.providerFunctions = FunctionLibrary.ofProviders
    return scope
  }

  /// - Parameters:
  ///   - root: nil where nothing is planned, so that agents are not supplied with anything.
  ///   - parameters: where nothing is planned, there are none.
  func providers(
    for root: ModuleConfig? = nil, parameters: ParameterDesk = ParameterDesk()
  ) -> any ProviderSource {
    AllProviders(
      builtIn: builtInProviders(for: root, parameters: parameters), plugins: plugins,
      constraints: root?.providerConstraints)
  }

  /// As `providers`, of those that are part of the program.
  func builtInProviders(
    for root: ModuleConfig? = nil, parameters: ParameterDesk = ParameterDesk()
  ) -> BuiltInProviders {
    let coder = CoderContext(
      environment: environment, workspaceKey: "\(ProcessEnvironment.workingDirectory)/\(statePath)",
      parameters: parameters, supply: root.map(BuiltInProviders.agentSupply) ?? .embedded)
    return BuiltInProviders(
      environment: environment, coder: coder, http: http,
      remoteStateCodec: { [self] in try remoteStateCodec(root) })
  }
}
