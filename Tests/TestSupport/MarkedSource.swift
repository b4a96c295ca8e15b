public import Diagnostics

/// A source text in which the ranges a test talks about are marked: `a = 1️⃣oops2️⃣`.
///
/// The digits are taken out of the text; ``range(_:_:)`` gives the bytes between two of them.
public struct MarkedSource: Sendable {
  public let file: SourceFile
  private let offsets: [Character: Int]

  public init(_ marked: String, name: String = "main.tf") {
    var text = ""
    var offsets: [Character: Int] = [:]
    for character in marked {
      if Self.marks.contains(character) {
        offsets[character] = text.utf8.count
      } else {
        text.append(character)
      }
    }
    file = SourceFile(name: name, text: text)
    self.offsets = offsets
  }

  /// The range between two marks, by default `1️⃣` and `2️⃣`. Traps when a mark is not in the text.
  public func range(_ start: Character = "1️⃣", _ end: Character = "2️⃣") -> SourceRange {
    guard let lower = offsets[start], let upper = offsets[end] else {
      preconditionFailure("The marked source lacks \(start) or \(end).")
    }
    return SourceRange(file, lower..<upper)
  }

  private static let marks: Set<Character> = ["1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣"]
}
