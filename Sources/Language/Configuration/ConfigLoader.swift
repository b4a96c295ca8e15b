import Addresses
public import Diagnostics
import HCL
import Values

/// Loads a configuration: the root module from its directory, and every module that it calls.
///
/// Each directory is read and decoded once, however many calls lead to it.
public struct ConfigLoader {
  /// Of the root module; `.` for the working directory.
  public let directory: String
  private var moduleSource: any ModuleResolver
  /// What names mean in the root module before anything is planned, for the sources of modules that are not
  /// written out; nil where no values are at hand.
  public var rootScope: ((ModuleConfig) throws -> EarlyScope)?
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
    let module = root
    let scope = EarlyNames { [rootScope] in try rootScope?(module) }
    await loadChildren(of: &root, ancestors: [directory], scope)
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
  private mutating func loadChildren(
    of module: inout ModuleConfig, ancestors: [String], _ names: EarlyNames
  ) async {
    guard !diagnostics.hasErrors else { return }
    for var call in module.calls.values.sorted(by: { $0.name < $1.name }) {
      guard complete(&call, names) else { continue }
      module.calls[call.name] = call
      guard let directory = await resolve(call, from: module, ancestors: ancestors) else { continue }
      var child = self.module(in: directory)
      child.path = module.path.appending(call.name)
      checkInputs(of: call, for: child)
      let called = child
      await loadChildren(
        of: &child, ancestors: ancestors + [directory],
        EarlyNames { try names.scope().map { try $0.inside(called, call) } })
      module.children[call.name] = child
    }
  }

  /// Evaluates the source and the version of a call that are not written out.
  private mutating func complete(_ call: inout ModuleCallConfig, _ names: EarlyNames) -> Bool {
    guard call.computedSource != nil || call.computedVersion != nil else { return true }
    let before = diagnostics.count
    if let text = text(of: call.computedSource, "source", in: call, names) { call.source = text }
    if let text = text(of: call.computedVersion, "version", in: call, names),
      let version = call.computedVersion
    {
      let constraint = VersionConstraintConfig(text: text, range: version.range)
      if constraint.constraint == nil {
        diagnostics.append(.invalidVersionConstraint(text, at: version.range, in: call.range))
      }
      call.version = constraint
    }
    return diagnostics.count == before
  }

  private mutating func text(
    of expression: Expression?, _ name: String, in call: ModuleCallConfig, _ names: EarlyNames
  ) -> String? {
    guard let expression else { return nil }
    func problem(_ detail: String) -> Diagnostic {
      Diagnostic(
        "invalid-module-source", "Invalid module \(name)", detail, at: expression.range, in: call.range)
    }
    do {
      guard let scope = try names.scope() else {
        diagnostics.append(problem("Here the \(name) of a module has to be written out."))
        return nil
      }
      var evaluator = Evaluator(scope: scope)
      let value = evaluator.evaluate(expression)
      diagnostics += evaluator.diagnostics.map { $0.within(call.range) }
      guard !evaluator.diagnostics.hasErrors else { return nil }
      if value.deepMarks.isEmpty, let text = (try? value.converted(to: .string))?.asString { return text }
      diagnostics.append(
        problem("The \(name) of a module is a string that is neither null, sensitive nor ephemeral."))
    } catch let error as DiagnosticsError {
      diagnostics += error.diagnostics
    } catch {
      diagnostics.append(problem("\(error)"))
    }
    return nil
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

/// The names of a module before anything is planned, found out only when they are asked for.
private struct EarlyNames {
  /// nil where no values are at hand.
  let scope: () throws -> EarlyScope?
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
