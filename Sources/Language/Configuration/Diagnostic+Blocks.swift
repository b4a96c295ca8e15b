import Diagnostics
import HCL

/// The problems that every kind of block can have.
extension Diagnostic {
  static func missingArgument(_ name: String, at range: SourceRange, in context: SourceRange) -> Diagnostic {
    Diagnostic(
      "missing-argument", "Missing required argument",
      "The argument \"\(name)\" is required, but it is not set.", at: range, in: context)
  }

  /// In JSON, where a property of a block may stand there several times.
  static func duplicateArgument(
    _ attribute: Attribute, first: Attribute, in context: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "duplicate-argument", "Argument redefined",
      "The argument \"\(attribute.name)\" was set at \(first.nameRange) already. Set it once only.",
      at: attribute.nameRange, in: context)
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
}

extension String {
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
