import Testing

/// Where a suite reports to, with what it is looking at.
struct Findings {
  let subject: String
  let location: SourceLocation

  func report(_ problem: String) {
    Issue.record(Comment(rawValue: "\(subject): \(problem)"), sourceLocation: location)
  }

  func expect(_ isGood: Bool, _ problem: @autoclosure () -> String) {
    if !isGood { report(problem()) }
  }
}
