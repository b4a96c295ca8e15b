/// Texts as words of a POSIX shell.
///
/// Works on scalars: what Swift takes for one character, such as a quote with an accent, the shell does not.
public enum ShellText {
  /// The text as one word, whatever is in it.
  public static func quoted(_ text: String) -> String {
    "'" + text.unicodeScalars.map { $0 == "'" ? #"'\''"# : String($0) }.joined() + "'"
  }

  /// The scalar as `printf %b` takes it, to stand between single quotes: no quote, no end of a line, and nothing
  /// that a terminal would take for more than a character.
  public static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": #"\n"#
    case "\t": #"\t"#
    case "\\": #"\\"#
    case "'", "\0"..<" ", "\u{7F}": #"\0"# + octal(scalar.value)
    default: String(scalar)
    }
  }

  /// Three digits.
  private static func octal(_ value: UInt32) -> String {
    let digits = String(value, radix: 8)
    return String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
  }
}
