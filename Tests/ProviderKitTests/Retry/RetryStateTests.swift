import Testing

@testable import ProviderKit

struct RetryStateTests {
  private let policy = RetryPolicy(
    maxAttempts: 4, firstDelay: .seconds(1), maxDelay: .seconds(3), maxElapsed: .seconds(100))

  /// The delays that are granted for outcome after outcome, when each takes no time by itself.
  private func delays(_ outcomes: [RetryState.Outcome], isRepeatable: Bool = true, random: UInt64 = .max)
    -> [Duration?]
  {
    var state = RetryState(policy, isRepeatable: isRepeatable)
    var generator = ClosureGenerator { random }
    return outcomes.map { state.delay(after: $0, elapsed: .zero, using: &generator) }
  }

  @Test func `delays double up to their limit and the attempts end`() {
    let outcomes = [RetryState.Outcome](repeating: .response(status: 503, retryAfter: nil), count: 4)
    #expect(delays(outcomes) == [.seconds(1), .seconds(2), .seconds(3), nil])
    #expect(delays(outcomes, random: 0) == [.zero, .zero, .zero, nil])
  }

  @Test(arguments: [
    (200, true, false), (404, true, false), (500, true, false), (429, true, true), (429, false, true),
    (502, true, true), (503, true, true), (504, true, true), (503, false, false),
  ])
  func `a status is asked about again where that is safe`(status: Int, isRepeatable: Bool, isRepeated: Bool) {
    let delay = delays([.response(status: status, retryAfter: nil)], isRepeatable: isRepeatable)[0]
    #expect((delay != nil) == isRepeated)
  }

  @Test(arguments: [
    (HTTPError.Code.unreachable, false, false, true), (.timedOut, true, false, false),
    (.timedOut, false, false, true), (.interrupted, true, false, false), (.interrupted, true, true, true),
    (.tls, false, true, false), (.noSocket, false, true, false), (.protocolViolation, true, true, false),
  ])
  func `a failure is repeated when the server cannot have acted or may act twice`(
    code: HTTPError.Code, wasSent: Bool, isRepeatable: Bool, isRepeated: Bool
  ) {
    let error = HTTPError(code, "", wasSent: wasSent)
    #expect((delays([.failure(error)], isRepeatable: isRepeatable)[0] != nil) == isRepeated)
  }

  @Test func `the server's wish is added, unless it takes too long`() {
    let outcomes = [2, 200].map { RetryState.Outcome.response(status: 503, retryAfter: .seconds($0)) }
    #expect(delays(outcomes) == [.seconds(3), nil])
  }

  @Test func `no attempt begins after the time is over`() {
    var state = RetryState(policy, isRepeatable: true)
    var generator = ClosureGenerator { .max }
    let outcome = RetryState.Outcome.response(status: 503, retryAfter: nil)
    #expect(state.delay(after: outcome, elapsed: .milliseconds(99_001), using: &generator) == nil)
  }

  @Test(arguments: [
    (["Retry-After": "7"], 7_000), (["Retry-After": "x"], nil), (["x-ms-retry-after-ms": "1500"], 1_500),
    (["Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT", "Date": "Fri, 31 Dec 1999 23:59:29 GMT"], 30_000),
    (["Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT", "Date": "Sat, 01 Jan 2000 00:00:10 GMT"], 0),
    (["Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"], nil), ([:], nil),
  ])
  func `the server's wish is read in seconds, milliseconds or as a date`(
    fields: [String: String], expected: Int?
  ) {
    var headers = HTTPHeaders()
    for (name, value) in fields { headers[name] = value }
    #expect(RetryAfter.delay(in: headers) == expected.map { .milliseconds($0) })
  }

  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
    ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800),
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 24:49:37 GMT", nil), ("Sun, 0 Nov 1994", nil),
    ("", nil),
    ("Sun, 06 Nov 99999 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37:1 GMT", nil),
  ])
  func `a date is read in each of its three forms`(text: String, expected: Int?) {
    #expect(HTTPDate.seconds(text) == expected)
  }
}
