/// What changes between two versions of a file, in the form of `diff -u`.
struct UnifiedDifference {
  let name: String

  /// How many unchanged lines are shown before and after those that change.
  private static let context = 3

  func text(_ before: [UInt8], _ after: [UInt8]) -> String {
    let steps = ListDifference(Self.lines(before), Self.lines(after)).steps
    let hunks = Self.hunks(of: steps).map { hunk(steps, $0) }
    return "--- old/\(name)\n+++ new/\(name)\n\(hunks.joined())"
  }

  /// Lines with their line breaks.
  private static func lines(_ text: [UInt8]) -> [Substring] {
    var lines: [Substring] = []
    var rest = String(decoding: text, as: UTF8.self)[...]
    while let end = rest.unicodeScalars.firstIndex(of: "\n") {
      let next = rest.unicodeScalars.index(after: end)
      lines.append(rest[..<next])
      rest = rest[next...]
    }
    return rest.isEmpty ? lines : lines + [rest]
  }

  /// The steps that are shown together: those that change, and their neighbours.
  private static func hunks(of steps: [ListDifference<Substring>.Step]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for index in steps.indices where !steps[index].isSame {
      let range = max(0, index - context)..<min(steps.count, index + context + 1)
      if let last = hunks.last, range.lowerBound <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    return hunks
  }

  private func hunk(_ steps: [ListDifference<Substring>.Step], _ range: Range<Int>) -> String {
    var (lines, gone, come) = ("", "", "")
    var (old, new) = (0, 0)
    for step in steps[range] {
      switch step {
      case .removed(let line):
        gone += Self.line("-", line)
        old += 1
      case .added(let line):
        come += Self.line("+", line)
        new += 1
      case .changed(let before, let after):
        gone += Self.line("-", before)
        come += Self.line("+", after)
        (old, new) = (old + 1, new + 1)
      case .same(let line):
        lines += gone + come + Self.line(" ", line)
        (gone, come) = ("", "")
        (old, new) = (old + 1, new + 1)
      }
    }
    let before = steps[..<range.lowerBound]
    let starts = (before.count { $0.isInOld }, before.count { $0.isInNew })
    return "@@ -\(Self.place(starts.0, old)) +\(Self.place(starts.1, new)) @@\n\(lines)\(gone)\(come)"
  }

  private static func line(_ sign: String, _ line: Substring) -> String {
    line.utf8.last == UInt8(ascii: "\n") ? sign + line : "\(sign)\(line)\n\\ No newline at end of file\n"
  }

  /// The first line and the number of lines, which goes without saying when it is 1.
  private static func place(_ start: Int, _ count: Int) -> String {
    count == 1 ? "\(start + 1)" : "\(count == 0 ? start : start + 1),\(count)"
  }
}

extension ListDifference.Step {
  fileprivate var isInOld: Bool { if case .added = self { false } else { true } }
  fileprivate var isInNew: Bool { if case .removed = self { false } else { true } }
}
