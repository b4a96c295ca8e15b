import Glibc
import ProviderAPI
import ProviderKit

/// Joins a process in a machine with the standard streams of this one.
struct ProcessRelay: Sendable {
  let process: any RunningProcess
  let hasTerminal: Bool

  /// The size of this process's terminal; nil when it has none.
  static var terminal: Terminal? {
    var size = winsize()
    guard isatty(STDIN_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
    return Terminal(columns: max(1, Int(size.ws_col)), rows: max(1, Int(size.ws_row)))
  }

  /// Passes everything on until the process ends.
  ///
  /// - Parameter passesInput: whether it gets what standard input has.
  /// - Returns: its exit code.
  func run(passesInput: Bool = true) async throws -> Int {
    let mode = hasTerminal ? TerminalMode.passingThrough() : nil
    defer { mode?.restore() }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      let asksNobody = process.takesInputAsWhole && isatty(STDIN_FILENO) == 1
      if passesInput, !asksNobody {
        group.addTask { try await passInput() }
      } else {
        try await process.finishWriting()
      }
      if hasTerminal { group.addTask { try await passSizes() } }
      defer { group.cancelAll() }
      while let piece = try await process.read() {
        switch piece {
        case .standard(let bytes): guard Self.write(bytes, STDOUT_FILENO) else { return 0 }
        case .error(let bytes): guard Self.write(bytes, STDERR_FILENO) else { return 0 }
        }
      }
      return try await process.exitCode()
    }
  }

  /// That the process does not read any more is not for this side to complain about.
  private func passInput() async throws {
    let input = try PolledInput(STDIN_FILENO)
    do {
      while let bytes = try await input.read() { try await process.write(bytes) }
      try await process.finishWriting()
    } catch is ProviderError { return } catch is HTTPError { return }
  }

  private func passSizes() async throws {
    let changes = try PolledInput.signals(SIGWINCH)
    while try await changes.read() != nil {
      if let terminal = Self.terminal { try? await process.resize(terminal) }
    }
  }

  /// Whether all was written.
  static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if count < 0, errno != EINTR { return false }
    }
    return true
  }
}
