/// Picks what the user may have meant.
public enum Suggestion {
  /// The candidate nearest to `name` by edit distance, or nil when none is near enough to be a likely slip.
  public static func nearest(to name: String, in candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.unicodeScalars)
    let limit = max(1, min(3, wanted.count / 3))
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let distance = editDistance(wanted, Array(candidate.unicodeScalars), limit: limit)
      guard distance <= limit else { continue }
      if let current = best, (current.distance, current.candidate) <= (distance, candidate) { continue }
      best = (candidate, distance)
    }
    return best?.candidate
  }

  /// ` Did you mean "x"?`, with its leading space, or nothing.
  public static func sentence(for name: String, in candidates: some Sequence<String>) -> String {
    nearest(to: name, in: candidates).map { " Did you mean \"\($0)\"?" } ?? ""
  }

  /// Levenshtein distance with transposition of neighbours, or `limit + 1` when it is larger than `limit`.
  private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int {
    guard abs(a.count - b.count) <= limit else { return limit + 1 }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
