/// One problem with what the user gave us: what it is, why, where, and what to do.
///
/// Producers fill in the parts; ``DiagnosticRenderer`` words and lays them out. Sensitive values never
/// enter any part.
public struct Diagnostic: Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable {
    case error
    case warning
  }

  /// A stable name for a kind of problem, such as `unsupported-argument`: tests and tools match on it.
  public struct Code: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let description: String
    public init(stringLiteral name: String) { description = name }
  }

  /// What an expression in the faulty source evaluated to, such as `var.size` and `"huge"`.
  public struct Observation: Hashable, Sendable {
    public var expression: String
    /// A short wording of the value: `is "huge"`, `is a list of string`, `will be known only after apply`.
    public var statement: String

    public init(expression: String, statement: String) {
      self.expression = expression
      self.statement = statement
    }
  }

  public var severity: Severity
  public var code: Code
  /// At most about five words, the same for every occurrence.
  public var summary: String
  /// Full sentences: what, why if that is not plain, what to do. A command stands alone on a line indented
  /// by four spaces.
  public var detail: String
  /// The tightest range that shows the problem.
  public var subject: SourceRange?
  /// The header of the block around the subject, such as `resource "docker_volume" "home"`.
  public var context: SourceRange?
  /// The object concerned, such as `docker_volume.home[0]`.
  public var address: String?
  public var observations: [Observation] = []

  public init(
    _ severity: Severity, _ code: Code, _ summary: String, _ detail: String,
    at subject: SourceRange? = nil, in context: SourceRange? = nil, address: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.summary = summary
    self.detail = detail
    self.subject = subject
    self.context = context
    self.address = address
  }

  /// An error.
  public init(
    _ code: Code, _ summary: String, _ detail: String,
    at subject: SourceRange? = nil, in context: SourceRange? = nil, address: String? = nil
  ) {
    self.init(.error, code, summary, detail, at: subject, in: context, address: address)
  }
}

/// Problems that stopped a phase. Holds at least one error; warnings met on the way are among them.
public struct DiagnosticsError: Error, Sendable {
  public let diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  public init(_ diagnostic: Diagnostic) {
    diagnostics = [diagnostic]
  }
}

extension DiagnosticsError: CustomStringConvertible {
  /// The errors without their places, for where there is room for a text only.
  public var description: String {
    diagnostics.filter { $0.severity == .error }.map { "\($0.summary): \($0.detail)" }.joined(separator: "\n")
  }
}

extension Collection<Diagnostic> {
  public var hasErrors: Bool { contains { $0.severity == .error } }
}
