import Glibc
import Synchronization

/// The terminal, or what stands in its place.
final class Output: Sendable {
  static let standard = Output()

  /// Whether a person reads standard output.
  let isTerminal = isatty(STDOUT_FILENO) == 1
  private let canOverwrite =
    isatty(STDOUT_FILENO) == 1 && getenv("TERM").map { strcmp($0, "dumb") != 0 } ?? false
  /// Whether a person can be asked.
  let isInteractive = isatty(STDIN_FILENO) == 1
  private let turn = Mutex(Turn())

  /// Keeps lines of concurrent writers whole, and out of the way while a person types.
  private struct Turn {
    var isAsking = false
    /// What came meanwhile.
    var held = ""
    var live = LiveLines()
  }

  /// Columns of the terminal; nil when there is none.
  var width: Int? {
    var size = winsize()
    guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  func print(_ text: String) {
    turn.withLock { turn in
      if turn.isAsking { turn.held += text } else { Self.write(turn.live.framing(text), STDOUT_FILENO) }
    }
  }

  /// Does not wait for an answer.
  func error(_ text: String) {
    turn.withLock { turn in
      guard turn.live.isShown else { return Self.write(text, STDERR_FILENO) }
      Self.write(turn.live.erasing(), STDOUT_FILENO)
      Self.write(text, STDERR_FILENO)
      Self.write(turn.live.drawing(), STDOUT_FILENO)
    }
  }

  /// Shows a line below all others for as long as it is true, in the place of the one before under this key;
  /// nil takes it away.
  ///
  /// - Returns: false where nothing can be overwritten.
  func setLive(_ key: String, _ text: String?) -> Bool {
    guard canOverwrite else { return false }
    let width = width
    turn.withLock { turn in
      let isNew = turn.live.set(key, text, width: width ?? 80)
      if isNew, !turn.isAsking { Self.write(turn.live.framing(""), STDOUT_FILENO) }
    }
    return true
  }

  /// A line that the user types after `prompt`; nil at the end of input, or when the task is cancelled.
  func ask(_ prompt: String) -> String? {
    turn.withLock {
      $0.isAsking = true
      Self.write($0.live.erasing() + prompt, STDOUT_FILENO)
    }
    let answer = answer()
    turn.withLock {
      $0.isAsking = false
      Self.write($0.live.framing($0.held), STDOUT_FILENO)
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
