public import Diagnostics
import HCL
public import Values

/// Gathers the values of the root module's input variables from everywhere they can come from.
///
/// Later sources win: the environment (`TF_VAR_NAME`), `terraform.tfvars`, `terraform.tfvars.json`,
/// `*.auto.tfvars` and `*.auto.tfvars.json` by name, then the command line in its order. For the required
/// variables that are still missing, a person is asked.
public struct VariableCollector {
  private let module: ModuleConfig
  private let directory: Directory
  private let environment: [String: String]
  private let arguments: [VariableArgument]
  /// Asks for the value of a variable; nil when nobody can be asked.
  public var prompt: ((VariableConfig) -> String?)?
  /// Warnings after a collection that succeeded.
  public private(set) var diagnostics: [Diagnostic] = []

  private var given: [String: GivenValue] = [:]
  /// What files set that no variable is declared for.
  private var undeclared: [Diagnostic] = []

  /// - Parameters:
  ///   - module: the root module.
  ///   - environment: the whole environment; what does not begin with `TF_VAR_` is not looked at.
  ///   - arguments: in the order of the command line.
  public init(module: ModuleConfig, environment: [String: String], arguments: [VariableArgument]) {
    self.module = module
    directory = Directory(module.directory)
    self.environment = environment
    self.arguments = arguments
  }

  /// A value for every variable of the module, ready for use in expressions.
  ///
  /// - Throws: every problem with every variable.
  public mutating func collect() throws(DiagnosticsError) -> [String: Value] {
    readEnvironment()
    for name in automaticFiles() { readFile(at: directory.path(of: name)) }
    for argument in arguments { read(argument) }
    summariseUndeclared()
    var values: [String: Value] = [:]
    for variable in module.variables.values.sorted(by: { $0.name < $1.name }) {
      values[variable.name] = value(of: variable)
    }
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    return values
  }

  /// Where the value of a variable was written, for its validation rules to report; nil when it is the
  /// default. Known after ``collect()``.
  public func range(of name: String) -> SourceRange? { given[name]?.range }

  // MARK: Sources

  private mutating func readEnvironment() {
    for name in module.variables.keys {
      guard let text = environment["TF_VAR_\(name)"] else { continue }
      given[name] = .text(text, origin: "environment variable TF_VAR_\(name)")
    }
  }

  private mutating func automaticFiles() -> [String] {
    let names: [String]
    do {
      names = try directory.names()
    } catch {
      report(error)
      return []
    }
    let fixed = ["terraform.tfvars", "terraform.tfvars.json"].filter(names.contains)
    return fixed + names.filter { $0.hasSuffix(".auto.tfvars") || $0.hasSuffix(".auto.tfvars.json") }
  }

  private mutating func read(_ argument: VariableArgument) {
    switch argument {
    case .file(let path): readFile(at: path)
    case .assignment(let text):
      guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
        return report(
          "invalid-variable-option", "Invalid variable option",
          "\"\(text)\" is no variable setting. Write -var 'NAME=VALUE'.")
      }
      let name = String(text[..<sign])
      guard module.variables[name] != nil else { return reportUndeclared(option: name) }
      given[name] = .text(String(text[text.index(after: sign)...]), origin: "option -var \(name)")
    }
  }

  private mutating func readFile(at path: String) {
    let file: SourceFile
    do {
      file = SourceFile(name: path, bytes: try FileSystem.read(path))
    } catch {
      return report(error)
    }
    var reader = VariableFileReader(file: file)
    let values = reader.read()
    diagnostics += reader.diagnostics
    for (name, value) in values {
      if module.variables[name] == nil {
        undeclared.append(undeclaredWarning(name, at: value.range))
      } else {
        given[name] = value
      }
    }
  }

  // MARK: Values

  private mutating func value(of variable: VariableConfig) -> Value? {
    if let reason = variable.deprecation, given[variable.name] != nil {
      diagnostics.append(
        .deprecated("variable", variable.name, reason, at: variable.range, in: variable.range))
    }
    guard let given = given[variable.name] ?? prompted(variable) else {
      if let value = variable.valueWhenNotGiven { return value }
      reportMissing(variable)
      return nil
    }
    do {
      let (value, range) = try given.evaluated(for: variable)
      return try variable.accept(value, at: range)
    } catch {
      diagnostics += error.diagnostics.map { variable.isSensitive ? $0.withoutSource(of: variable) : $0 }
      return nil
    }
  }

  private mutating func prompted(_ variable: VariableConfig) -> GivenValue? {
    guard variable.defaultValue == nil, let text = prompt?(variable) else { return nil }
    let value = GivenValue.text(text, origin: "answer for var.\(variable.name)")
    given[variable.name] = value
    return value
  }

  // MARK: Problems

  private mutating func report(_ code: Diagnostic.Code, _ summary: String, _ detail: String) {
    diagnostics.append(Diagnostic(code, summary, detail))
  }

  private mutating func report(_ error: FileError) {
    report("file-not-readable", "File not readable", "\"\(error.path)\": \(error.reason).")
  }

  private mutating func reportMissing(_ variable: VariableConfig) {
    diagnostics.append(
      Diagnostic(
        "missing-variable", "No value for required variable",
        """
        The input variable "\(variable.name)" has no default, and it is not set. Set it with an option, with \
        a line in terraform.tfvars, or in the environment:
            -var '\(variable.name)=VALUE'
            \(variable.name) = VALUE
            TF_VAR_\(variable.name)=VALUE
        """, at: variable.range, in: variable.range))
  }

  private mutating func reportUndeclared(option name: String) {
    let suggestion = Suggestion.sentence(for: name, in: module.variables.keys)
    report(
      "undeclared-variable", "Undeclared input variable",
      """
      The option -var sets "\(name)", but the root module declares no input variable of that name.\
      \(suggestion)
      """)
  }

  private func undeclaredWarning(_ name: String, at range: SourceRange) -> Diagnostic {
    let suggestion = Suggestion.sentence(for: name, in: module.variables.keys)
    return Diagnostic(
      .warning, "undeclared-variable", "Value for undeclared variable",
      """
      The root module declares no input variable named "\(name)", so this value is not used.\(suggestion)
      """, at: range)
  }

  /// A file that several configurations share may hold many values that are for others: two are named.
  private mutating func summariseUndeclared() {
    diagnostics += undeclared.prefix(2)
    guard undeclared.count > 2 else { return }
    diagnostics.append(
      Diagnostic(
        .warning, "undeclared-variable", "Values for undeclared variables",
        "\(undeclared.count - 2) more values in these files are not used, for the same reason."))
  }
}

extension Diagnostic {
  /// The diagnostic at the declaration of a sensitive variable, so that it shows nothing of the value.
  fileprivate func withoutSource(of variable: VariableConfig) -> Diagnostic {
    guard subject != variable.range else { return self }
    var diagnostic = self
    diagnostic.detail = "In the value of var.\(variable.name), which is sensitive and not shown: \(detail)"
    diagnostic.subject = variable.range
    diagnostic.context = nil
    diagnostic.observations = []
    return diagnostic
  }
}
