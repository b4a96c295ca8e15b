import Synchronization

/// What a program wrote, up to a limit.
final class OutputBuffer: Sendable {
  private let limit: Int
  private let content = Mutex<[UInt8]>([])

  /// - Parameter limit: in bytes.
  init(limit: Int) { self.limit = limit }

  var bytes: [UInt8] { content.withLock { $0 } }

  func append(_ more: [UInt8]) throws(ProcessError) {
    let isTooMuch = content.withLock { content in
      content += more
      return content.count > limit
    }
    if isTooMuch {
      throw ProcessError(.tooMuchOutput, "A program wrote more than \(limit) bytes and was killed.")
    }
  }
}
