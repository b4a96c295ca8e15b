import Diagnostics

/// The problems that every kind of block can have.
extension Diagnostic {
  static func missingArgument(_ name: String, at range: SourceRange, in context: SourceRange) -> Diagnostic {
    Diagnostic(
      "missing-argument", "Missing required argument",
      "The argument \"\(name)\" is required, but it is not set.", at: range, in: context)
  }

  static func unsupportedArgument(
    _ name: String, arguments: some Collection<String>, blocks: some Collection<String>,
    at range: SourceRange, in context: SourceRange?
  ) -> Diagnostic {
    let advice =
      blocks.contains(name)
      ? " Did you mean to write a block? Then leave out the equals sign: \(name) { … }."
      : Suggestion.sentence(for: name, in: arguments)
    return Diagnostic(
      "unsupported-argument", "Unsupported argument",
      "An argument named \"\(name)\" is not expected here.\(advice)", at: range, in: context)
  }

  static func unsupportedBlock(
    _ type: String, arguments: some Collection<String>, blocks: some Collection<String>,
    at range: SourceRange, in context: SourceRange?
  ) -> Diagnostic {
    let advice =
      arguments.contains(type)
      ? " Did you mean to set the argument? Then write an equals sign after its name: \(type) = …"
      : Suggestion.sentence(for: type, in: blocks)
    return Diagnostic(
      "unsupported-block", "Unsupported block type",
      "Blocks of type \"\(type)\" are not expected here.\(advice)", at: range, in: context)
  }

  static func duplicateBlock(
    _ type: String, at range: SourceRange, first: SourceRange, in context: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "duplicate-block", "Duplicate block",
      "Only one \"\(type)\" block is allowed here. The first one is at \(first).", at: range, in: context)
  }

  /// A value of the wrong type. `problem` says what is wanted: `string required`.
  static func inappropriateValue(
    of name: String, _ problem: String, at range: SourceRange, in context: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      "incorrect-value-type", "Incorrect attribute value type",
      "Inappropriate value for attribute \"\(name)\": \(problem).", at: range, in: context)
  }

  static func invalidVersionConstraint(
    _ text: String, at range: SourceRange, in context: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      "invalid-version-constraint", "Invalid version constraint",
      """
      "\(text)" is no version constraint. Write an operator and a version, such as "~> 1.2", and join \
      several with commas. The operators are =, !=, >, >=, <, <= and ~>.
      """, at: range, in: context)
  }

  /// The diagnostic with the header of the block around it, unless it has one.
  func within(_ context: SourceRange?) -> Diagnostic {
    var diagnostic = self
    if diagnostic.context == nil { diagnostic.context = context }
    return diagnostic
  }
}

extension Collection<Diagnostic> {
  /// In the order of the source, file by file, so that a report reads from top to bottom; first of all what
  /// has no place.
  func inSourceOrder() -> [Diagnostic] {
    sorted { a, b in
      guard let x = a.subject, let y = b.subject else { return a.subject == nil && b.subject != nil }
      return (x.file.name, x.bytes.lowerBound) < (y.file.name, y.bytes.lowerBound)
    }
  }
}

extension String {
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
