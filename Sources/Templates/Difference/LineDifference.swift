/// The lines that differ between two texts.
struct LineDifference {
  /// As `diff -u` shows them, without the names; empty where one of the two is no text.
  let hunks: String

  private static let context = 3
  /// Beyond this many lines, comparing takes too long: then all lines are shown as replaced.
  private static let limit = 4000

  private enum Edit {
    case keep(Substring)
    case remove(Substring)
    case insert(Substring)

    var text: String {
      switch self {
      case .keep(let line): " \(line)\n"
      case .remove(let line): "-\(line)\n"
      case .insert(let line): "+\(line)\n"
      }
    }

    var isChange: Bool { if case .keep = self { false } else { true } }
    /// How many lines of the old and of the new text it is.
    var old: Int { if case .insert = self { 0 } else { 1 } }
    var new: Int { if case .remove = self { 0 } else { 1 } }
  }

  init(_ old: [UInt8], _ new: [UInt8]) {
    guard !old.contains(0), !new.contains(0) else {
      hunks = ""
      return
    }
    hunks = Self.hunks(of: Self.edits(Self.lines(of: old), Self.lines(of: new)))
  }

  private static func lines(of bytes: [UInt8]) -> [Substring] {
    var lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static func edits(_ old: [Substring], _ new: [Substring]) -> [Edit] {
    guard old.count + new.count <= limit else { return old.map(Edit.remove) + new.map(Edit.insert) }
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var edits: [Edit] = []
    var (a, b) = (0, 0)
    while a < old.count || b < new.count {
      if removed.contains(a) {
        edits.append(.remove(old[a]))
        a += 1
      } else if inserted.contains(b) {
        edits.append(.insert(new[b]))
        b += 1
      } else {
        edits.append(.keep(old[a]))
        a += 1
        b += 1
      }
    }
    return edits
  }

  /// The changes with a few lines around them; those near to each other in one piece.
  private static func hunks(of edits: [Edit]) -> String {
    var text = ""
    var (index, old, new) = (0, 1, 1)
    while let first = edits[index...].firstIndex(where: \.isChange) {
      let start = max(index, first - context)
      var end = first + 1
      while let next = edits[end...].firstIndex(where: \.isChange), next <= end + 2 * context {
        end = next + 1
      }
      end = min(edits.count, end + context)
      old += edits[index..<start].reduce(0) { $0 + $1.old }
      new += edits[index..<start].reduce(0) { $0 + $1.new }
      let piece = edits[start..<end]
      let (oldCount, newCount) = (piece.reduce(0) { $0 + $1.old }, piece.reduce(0) { $0 + $1.new })
      text += "@@ -\(place(old, oldCount)) +\(place(new, newCount)) @@\n" + piece.map(\.text).joined()
      old += oldCount
      new += newCount
      index = end
    }
    return text
  }

  /// `LINE,COUNT`, where the line before is named for none.
  private static func place(_ line: Int, _ count: Int) -> String {
    "\(count == 0 ? line - 1 : line)" + (count == 1 ? "" : ",\(count)")
  }
}
