public import ProviderAPI
import Values

/// Lays the files of a delivery into an object by a shell that runs in it, for platforms that have no other way in
/// than to run a program.
///
/// One program does it all: it waits for the folder, sees whether the files are there, and writes them. It needs
/// `cat`, `mv` and `sleep`, and its text has short lines without control characters, so that it also passes through
/// a terminal.
public struct ShellDelivery: Sendable {
  private let delivery: Delivery
  private let patience: Duration

  /// What is to run in the object, as who its own process runs as or as root. The rest comes as its input.
  public static let command = ["/bin/sh"]

  /// - Parameter patience: how long whoever the files are for may take to make the folder for them.
  public init(_ delivery: Delivery, patience: Duration = .seconds(30)) {
    self.delivery = delivery
    self.patience = patience
  }

  /// - Parameter process: ``command``, just started.
  /// - Throws: ``ProviderError``: `.invalid` when the files cannot be written, `.timedOut` when the shell does not
  ///   come to its end; what the process throws.
  public func run(in process: any RunningProcess) async throws -> DeliveryOutcome {
    let output = try await within(patience + .seconds(30)) { try await converse(with: process) }
    if output.contains(Answer.delivered.text) { return .delivered }
    if output.contains(Answer.alreadyThere.text) { return .alreadyThere }
    if output.contains(Answer.missing.text) {
      return .notReady("The folder \(delivery.folder) has not appeared within \(patience.goNotation).")
    }
    throw ProviderError(.invalid, try await failure(of: process, output))
  }

  /// - Returns: all that the shell printed.
  private func converse(with process: any RunningProcess) async throws -> String {
    async let input: Void = {
      try await process.write(Array(script.utf8))
      try await process.finishWriting()
    }()
    var output: [UInt8] = []
    while let piece = try await process.read() {
      switch piece {
      case .standard(let bytes), .error(let bytes): output += bytes
      }
    }
    // A shell that has ended need not have read everything.
    _ = try? await input
    return String(decoding: output, as: UTF8.self)
  }

  private func failure(of process: any RunningProcess, _ output: String) async throws -> String {
    let code = try await process.exitCode()
    let lines = output.split(whereSeparator: \.isNewline).suffix(5).map { "\n    \($0)" }.joined()
    return
      "The files cannot be written to \(delivery.folder): the shell ended with exit code \(code).\(lines)"
  }

  // MARK: The program

  /// What the shell says at the end, in words that do not stand in the program: a terminal would repeat that.
  private enum Answer: String {
    case delivered
    case alreadyThere = "already-there"
    case missing

    var text: String { "rcw-\(rawValue)." }
    var statement: String { "printf 'rcw-%s.\\n' \(rawValue); exit" }
  }

  private var script: String {
    let last = delivery.files.last.map { file in
      let content = Self.chunks(of: file.content).map { "printf %b '\($0)'" }.joined(separator: "\n")
      return """
        if [ -f \(ShellText.quoted(file.name)) ] && [ "$(cat \(ShellText.quoted(file.name)))" = "$(
        \(content.isEmpty ? ":" : content)
        )" ]; then \(Answer.alreadyThere.statement); fi

        """
    }
    return """
      set -e
      umask 022
      waited=0
      until cd \(ShellText.quoted(delivery.folder)) 2>/dev/null; do
      if [ "$waited" -ge \(patience.components.seconds * 10) ]; then \(Answer.missing.statement); fi
      if sleep 0.1 2>/dev/null; then waited=$((waited + 1)); else sleep 1; waited=$((waited + 10)); fi
      done
      \(last ?? "")\(delivery.files.map(Self.writing).joined())\(Answer.delivered.statement)

      """
  }

  /// A file that is there is replaced all at once: it may be running.
  private static func writing(_ file: Delivery.File) -> String {
    let (name, new) = (ShellText.quoted(file.name), ShellText.quoted("\(file.name).new"))
    let lines = chunks(of: file.content).map { "printf %b '\($0)' >>\(new)\n" }.joined()
    return ": >\(new)\n\(lines)mv \(new) \(name)\n"
  }

  /// The text as `printf %b` takes it, in pieces with which lines stay well below the 4096 bytes that a terminal
  /// takes as one.
  private static func chunks(of text: String) -> [String] {
    var chunks: [String] = []
    var current = ""
    for scalar in text.unicodeScalars {
      current += ShellText.escaped(scalar)
      if current.utf8.count >= 2000 {
        chunks.append(current)
        current = ""
      }
    }
    return current.isEmpty ? chunks : chunks + [current]
  }
}
