import ProviderAPI
import ProviderKit
import Synchronization

/// Runs a program and tells each line that it writes to either output, as it comes.
struct LineRunner: Sendable {
  let tell: @Sendable (String) -> Void

  func run(_ command: ProcessCommand, input: [UInt8] = []) async throws -> ExitStatus {
    let output = LineCutter(tell: tell)
    let errors = LineCutter(tell: tell)
    var runner = ProcessRunner()
    runner.maxOutputBytes = .max
    runner.onOutput = { stream, bytes in
      switch stream {
      case .output: output.take(bytes)
      case .errorOutput: errors.take(bytes)
      }
    }
    let result: ProcessRunner.Result
    do {
      result = try await runner.run(command, input: input)
    } catch let error as ProcessError {
      throw ProviderError(.invalid, error.message, cause: error)
    }
    output.finish()
    errors.finish()
    return result.status
  }
}

/// Puts lines together from what comes in pieces.
private final class LineCutter: Sendable {
  private let tell: @Sendable (String) -> Void
  private let rest = Mutex<[UInt8]>([])
  /// A line that is longer is told in pieces, in bytes.
  private static let limit = 64 << 10

  init(tell: @escaping @Sendable (String) -> Void) {
    self.tell = tell
  }

  func take(_ bytes: [UInt8]) {
    let lines = rest.withLock { rest -> [[UInt8]] in
      rest += bytes
      var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
      rest = lines.removeLast()
      if rest.count > Self.limit {
        lines.append(rest)
        rest = []
      }
      return lines
    }
    for line in lines { tell(Self.text(line)) }
  }

  func finish() {
    let last = rest.withLock { rest in
      defer { rest = [] }
      return rest
    }
    if !last.isEmpty { tell(Self.text(last)) }
  }

  private static func text(_ line: [UInt8]) -> String {
    String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...], as: UTF8.self)
  }
}

extension ExitStatus {
  /// For a message: `exit status 3`.
  var text: String {
    switch self {
    case .exited(let code): "exit status \(code)"
    case .killed(let signal): "signal \(signal)"
    }
  }
}
