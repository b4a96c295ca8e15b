import Glibc

/// A terminal that hands over every key as it is pressed.
struct TerminalMode: Sendable {
  private var original = termios()

  /// For editing lines: what is printed is still laid out by the terminal. nil when standard input is no terminal.
  init?() {
    self.init { raw in
      raw.c_lflag &= ~UInt32(ICANON | ECHO | ISIG | IEXTEN)
      raw.c_iflag &= ~UInt32(ICRNL | IXON)
    }
  }

  /// For a program on another machine, whose terminal does everything. nil when standard input is no terminal.
  static func passingThrough() -> TerminalMode? { TerminalMode { cfmakeraw(&$0) } }

  private init?(_ change: (inout termios) -> Void) {
    guard tcgetattr(STDIN_FILENO, &original) == 0 else { return nil }
    var raw = original
    change(&raw)
    guard tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0 else { return nil }
  }

  func restore() {
    var original = original
    tcsetattr(STDIN_FILENO, TCSADRAIN, &original)
  }
}
