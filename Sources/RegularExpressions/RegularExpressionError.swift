/// Why a text is no regular expression.
public struct RegularExpressionError: Error, Hashable, Sendable {
  /// The kinds of fault, with the wording that users of RE2 and its descendants know.
  public enum Code: String, Sendable {
    case missingParenthesis = "missing closing )"
    case unexpectedParenthesis = "unexpected )"
    case missingBracket = "missing closing ]"
    case trailingBackslash = "trailing backslash at end of expression"
    case invalidEscape = "invalid escape sequence"
    case invalidClassRange = "invalid character class range"
    case invalidNamedGroup = "invalid named capture"
    case invalidGroupSyntax = "invalid or unsupported Perl syntax"
    case missingRepetitionArgument = "missing argument to repetition operator"
    case nestedRepetition = "invalid nested repetition operator"
    case invalidRepetitionCount = "invalid repeat count"
    case nestsTooDeeply = "expression nests too deeply"
    case tooLarge = "expression too large"
  }

  public var code: Code
  /// The part of the pattern at fault.
  public var fragment: String

  init(_ code: Code, _ fragment: String) {
    self.code = code
    self.fragment = fragment
  }

  /// What to write instead, for the constructs that other engines have and a linear-time one cannot have.
  public var advice: String? {
    switch code {
    case .invalidGroupSyntax where ["(?=", "(?!", "(?<=", "(?<!"].contains { fragment.hasPrefix($0) }:
      "Lookahead and lookbehind are not supported: match the surrounding text too, and take the part you "
        + "want with a group."
    case .invalidEscape where fragment.dropFirst().first?.isWholeNumber == true:
      "References to earlier groups are not supported inside of a pattern."
    case .nestedRepetition where fragment.hasSuffix("+"):
      "Possessive repetition is not supported, nor needed: no pattern here can backtrack."
    default: nil
    }
  }
}

extension RegularExpressionError: CustomStringConvertible {
  /// `missing closing ): a(b`, without ``advice``.
  public var description: String { "\(code.rawValue): \(fragment)" }
}
