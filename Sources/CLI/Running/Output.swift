import Glibc
import Synchronization

/// The terminal, or what stands in its place.
final class Output: Sendable {
  static let standard = Output()

  /// Whether a person reads standard output.
  let isTerminal = isatty(STDOUT_FILENO) == 1
  /// Whether a person can be asked.
  let isInteractive = isatty(STDIN_FILENO) == 1
  /// Keeps lines of concurrent writers whole.
  private let turn = Mutex(())

  /// Columns of the terminal; nil when there is none.
  var width: Int? {
    var size = winsize()
    guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  func error(_ text: String) { write(text, to: STDERR_FILENO) }

  /// A line that the user types after `prompt`; nil at the end of input.
  func ask(_ prompt: String) -> String? {
    print(prompt)
    return readLine(strippingNewline: true)
  }

  /// A reader that went away (a closed pipe, a lost terminal) is no reason to stop working.
  private func write(_ text: String, to descriptor: Int32) {
    turn.withLock { _ in
      var bytes = Array(text.utf8)[...]
      while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EINTR { return }
      }
    }
  }
}
