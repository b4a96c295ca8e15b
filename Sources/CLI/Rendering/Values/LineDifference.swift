import Engine

/// Writes what becomes of a text of several lines, line by line.
struct LineDifference {
  let style: Style
  /// The column at which the line's own text begins.
  let column: Int

  /// How many unchanged lines are shown before and after those that change.
  private static let context = 3

  func text(_ before: String, _ after: String) -> String {
    let steps = ListDifference(before.heredocLines, after.heredocLines).steps
    let changes = steps.indices.filter { !steps[$0].isSame }
    var text = ""
    var pending = Pending()
    for (index, step) in steps.enumerated() {
      switch step {
      case .changed(let old, let new): pending.change(old, new)
      case .removed(let old): pending.change(old, nil)
      case .added(let new): pending.change(nil, new)
      case .same(let line):
        let isShown = isNear(index, changes)
        text += flush(&pending, ifHidden: isShown) + (isShown ? unchanged(line) : "")
        if !isShown { pending.hidden += 1 }
      }
    }
    return "<<-EOT\n\(text)\(flush(&pending, ifHidden: true))\(pad(column))EOT"
  }

  /// What is still to be written: first the lines that go, then those that come.
  private struct Pending {
    var hidden = 0
    var gone: [Substring] = []
    var come: [Substring] = []

    mutating func change(_ old: Substring?, _ new: Substring?) {
      gone += old.map { [$0] } ?? []
      come += new.map { [$0] } ?? []
    }
  }

  private func flush(_ pending: inout Pending, ifHidden writesHidden: Bool) -> String {
    let isChange = !pending.gone.isEmpty || !pending.come.isEmpty
    guard writesHidden || isChange else { return "" }
    defer { pending = Pending() }
    return style.hidden(pending.hidden, "unchanged line", at: column + 4)
      + pending.gone.map { "\(pad(column + 2))\(style.symbol(.delete)) \($0)\n" }.joined()
      + pending.come.map { "\(pad(column + 2))\(style.symbol(.create)) \($0)\n" }.joined()
  }

  private func unchanged(_ line: Substring) -> String { line.isEmpty ? "\n" : "\(pad(column + 4))\(line)\n" }

  private func isNear(_ index: Int, _ changes: [Int]) -> Bool {
    let next = changes.partitioningIndex { $0 >= index }
    let following = next < changes.count ? changes[next] - index : .max
    let previous = next > 0 ? index - changes[next - 1] : .max
    return min(following, previous) <= Self.context
  }

  private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension [Int] {
  /// The first index from which on `isInSecondPart` holds, in an array sorted by it.
  fileprivate func partitioningIndex(where isInSecondPart: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
