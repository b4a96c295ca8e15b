import Synchronization

/// Counts the bytes of one exchange and tells whoever wants to know.
final class ProgressCounter: Sendable {
  private let state: Mutex<HTTPProgress>
  private let report: (@Sendable (HTTPProgress) -> Void)?

  init(_ length: Int?, _ report: (@Sendable (HTTPProgress) -> Void)?) {
    var start = HTTPProgress()
    start.sentTotal = length
    state = Mutex(start)
    self.report = report
  }

  func sent(_ count: Int) { update { $0.sent += count } }
  func received(_ count: Int) { update { $0.received += count } }
  func expect(_ count: Int?) { state.withLock { $0.receivedTotal = count } }

  private func update(_ change: (inout HTTPProgress) -> Void) {
    guard let report else { return }
    report(
      state.withLock { progress in
        change(&progress)
        return progress
      })
  }
}

/// Holds a producer to the length that was announced.
final class BodyLength: Sendable {
  private let expected: Int?
  private let count = Mutex(0)

  init(expected: Int?) { self.expected = expected }

  func add(_ added: Int) throws(HTTPError) {
    let total = count.withLock { count in
      count += added
      return count
    }
    if let expected, total > expected { throw mismatch("more") }
  }

  func finish() throws(HTTPError) {
    if let expected, count.withLock({ $0 }) < expected { throw mismatch("less") }
  }

  private func mismatch(_ which: String) -> HTTPError {
    HTTPError(.invalidRequest, "The body of the request turned out to be \(which) than its announced length.")
  }
}
