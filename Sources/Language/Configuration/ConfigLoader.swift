import Addresses
public import Diagnostics
import HCL

/// Loads a configuration: the root module from its directory, and every module that it calls.
///
/// Each directory is read and decoded once, however many calls lead to it.
public struct ConfigLoader {
  /// Of the root module; `.` for the working directory.
  public let directory: String
  private var moduleSource: any ModuleResolver
  /// Warnings after a load that succeeded.
  public private(set) var diagnostics: [Diagnostic] = []
  /// What was decoded, by directory, without the called modules.
  private var decoded: [String: ModuleConfig] = [:]
  private var withoutFiles: Set<String> = []

  public init(directory: String, moduleSource: any ModuleResolver) {
    self.directory = Directory(directory).path
    self.moduleSource = moduleSource
  }

  /// The root module with all that it calls.
  ///
  /// - Parameter mayBeAbsent: whether a directory without configuration files is one of an empty module.
  /// - Throws: every problem of every module that could be found, warnings included.
  public mutating func load(mayBeAbsent: Bool = false) async throws(DiagnosticsError) -> ModuleConfig {
    var root = module(in: directory)
    if !mayBeAbsent, withoutFiles.contains(directory) { diagnostics.append(noConfiguration) }
    await loadChildren(of: &root, ancestors: [directory])
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    return root
  }

  /// The root module without what it calls, as far as it can be read: enough to know where its state is. nil where
  /// there are no configuration files.
  public mutating func loadRoot() -> ModuleConfig? {
    let root = module(in: directory)
    return withoutFiles.contains(directory) ? nil : root
  }

  private var noConfiguration: Diagnostic {
    Diagnostic(
      "no-configuration", "No configuration",
      """
      There are no configuration files in "\(directory)", so everything that is recorded would be planned for \
      deletion. Change to the directory that holds main.tf, or name it:
          rcw -chdir=DIR plan
      To delete everything, run:
          rcw destroy
      """)
  }

  // MARK: One module

  private mutating func module(in directory: String) -> ModuleConfig {
    if let module = decoded[directory] { return module }
    var files = ModuleFiles(directory: Directory(directory))
    var decoder = ModuleDecoder(directory: directory)
    var problems: [Diagnostic] = []
    let (primary, overriding) = files.read()
    if primary.isEmpty, overriding.isEmpty, files.diagnostics.isEmpty { withoutFiles.insert(directory) }
    decoder.module.sources = primary + overriding
    var merger = OverrideMerger(primary.map { Self.parse($0, &problems) })
    for file in overriding { merger.apply(Self.parse(file, &problems)) }
    for body in merger.files { decoder.decode(body) }
    problems += files.diagnostics + merger.diagnostics + decoder.diagnostics
    problems += decoder.module.requiredVersions.compactMap(unsupported)
    diagnostics += problems.inSourceOrder()
    decoded[directory] = decoder.module
    return decoder.module
  }

  /// The content of a file, all of its blocks told from its arguments.
  private static func parse(_ file: SourceFile, _ problems: inout [Diagnostic]) -> Body {
    guard file.name.hasSuffix(".json") else {
      var parser = Parser(file)
      defer { problems += parser.diagnostics }
      return parser.parseBody()
    }
    var parser = JSONBodyParser(file)
    let body = parser.parseBody().withBlocks(ModuleDecoder.blockTypes, &problems)
    problems += parser.diagnostics
    return body
  }

  private func unsupported(_ required: VersionConstraintConfig) -> Diagnostic? {
    guard required.constraint?.allows(Compatibility.version) == false else { return nil }
    return Diagnostic(
      "unsupported-version", "Unsupported Terraform version",
      """
      This module requires Terraform \(required.text), and rcw behaves like Terraform \
      \(Compatibility.version). If the module works with that version too, widen the constraint.
      """, at: required.range)
  }

  // MARK: Called modules

  /// Loads what a module calls, unless the module itself has errors: they would only be repeated.
  private mutating func loadChildren(of module: inout ModuleConfig, ancestors: [String]) async {
    guard !diagnostics.hasErrors else { return }
    for call in module.calls.values.sorted(by: { $0.name < $1.name }) {
      guard let directory = await resolve(call, from: module, ancestors: ancestors) else { continue }
      var child = self.module(in: directory)
      child.path = module.path.appending(call.name)
      checkInputs(of: call, for: child)
      await loadChildren(of: &child, ancestors: ancestors + [directory])
      module.children[call.name] = child
    }
  }

  private mutating func resolve(
    _ call: ModuleCallConfig, from module: ModuleConfig, ancestors: [String]
  ) async -> String? {
    guard let source = ModuleSource(call.source) else {
      diagnostics.append(.invalidModuleSource(call))
      return nil
    }
    let request = ModuleRequest(
      path: module.path.appending(call.name), source: source, sourceRange: call.sourceRange,
      version: call.version?.constraint, versionRange: call.version?.range,
      callerDirectory: module.directory, context: call.range)
    do {
      let found = try await moduleSource.resolve(request).directory
      guard !ancestors.contains(found) else {
        diagnostics.append(.moduleCycle(call))
        return nil
      }
      return found
    } catch {
      diagnostics += error.diagnostics
      return nil
    }
  }

  /// Compares the arguments of a call with the input variables of the module.
  private mutating func checkInputs(of call: ModuleCallConfig, for child: ModuleConfig) {
    for input in call.inputs {
      guard let variable = child.variables[input.name] else {
        diagnostics.append(
          .unsupportedArgument(
            input.name, arguments: child.variables.keys, blocks: [], at: input.nameRange, in: call.range))
        continue
      }
      guard let reason = variable.deprecation else { continue }
      diagnostics.append(
        .deprecated("argument", input.name, reason, at: input.nameRange, in: call.range))
    }
    let given = Set(call.inputs.map(\.name))
    for variable in child.variables.values.sorted(by: { $0.name < $1.name })
    where variable.defaultValue == nil && !given.contains(variable.name) {
      diagnostics.append(.missingArgument(variable.name, at: call.range, in: call.range))
    }
  }
}

extension Diagnostic {
  fileprivate static func invalidModuleSource(_ call: ModuleCallConfig) -> Diagnostic {
    Diagnostic(
      "invalid-module-source", "Invalid module source",
      """
      "\(call.source)" is no module address. For a directory, write "./\(call.source)"; for a module in a \
      registry, write HOST/NAMESPACE/NAME/SYSTEM.
      """, at: call.sourceRange, in: call.range)
  }

  fileprivate static func moduleCycle(_ call: ModuleCallConfig) -> Diagnostic {
    Diagnostic(
      "module-cycle", "Module calls itself",
      "The module at \"\(call.source)\" is the one that this call stands in, or one that leads to it.",
      at: call.sourceRange, in: call.range)
  }
}
