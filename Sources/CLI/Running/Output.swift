import Glibc
import Synchronization

/// The terminal, or what stands in its place.
final class Output: Sendable {
  static let standard = Output()

  /// Whether a person reads standard output.
  let isTerminal = isatty(STDOUT_FILENO) == 1
  /// Whether a person can be asked.
  let isInteractive = isatty(STDIN_FILENO) == 1
  private let turn = Mutex(Turn())

  /// Keeps lines of concurrent writers whole, and out of the way while a person types.
  private struct Turn {
    var isAsking = false
    /// What came meanwhile.
    var held = ""
  }

  /// Columns of the terminal; nil when there is none.
  var width: Int? {
    var size = winsize()
    guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  func print(_ text: String) {
    turn.withLock { if $0.isAsking { $0.held += text } else { Self.write(text, STDOUT_FILENO) } }
  }

  /// Does not wait for an answer.
  func error(_ text: String) { turn.withLock { _ in Self.write(text, STDERR_FILENO) } }

  /// A line that the user types after `prompt`; nil at the end of input, or when the task is cancelled.
  func ask(_ prompt: String) -> String? {
    turn.withLock {
      $0.isAsking = true
      Self.write(prompt, STDOUT_FILENO)
    }
    let answer = answer()
    turn.withLock {
      $0.isAsking = false
      Self.write($0.held, STDOUT_FILENO)
      $0.held = ""
    }
    return answer
  }

  /// Whether the program waits for a person to type.
  var isAsking: Bool { turn.withLock { $0.isAsking } }

  private func answer() -> String? {
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    while poll(&input, 1, 50) <= 0 {
      if Task.isCancelled { return nil }
    }
    return readLine(strippingNewline: true)
  }

  /// A reader that went away (a closed pipe, a lost terminal) is no reason to stop working.
  private static func write(_ text: String, _ descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { bytes = bytes.dropFirst(count) } else if errno != EINTR { return }
    }
  }
}
