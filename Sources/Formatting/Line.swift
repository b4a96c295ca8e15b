import HCL

/// One line of the text, cut into the cells that are aligned with those of its neighbours. A line goes on
/// through strings and heredocs until a line break that is a token of its own.
///
///     name        = value      # comment
///     └ lead      └ assign     └ comment
struct Line {
  /// The pieces before the `=` of an argument; all but the comment in any other line.
  var lead: Range<Int>
  /// The `=` and the value, where the value ends on the line; else empty.
  var assign: Range<Int>
  /// The comment at the end, where something stands before it; else empty.
  var comment: Range<Int>

  init(_ range: Range<Int>, of pieces: [Piece]) {
    let end = range.upperBound
    let hasComment = range.count > 1 && pieces[end - 1].kind == .comment
    comment = (hasComment ? end - 1 : end)..<end
    let content = range.lowerBound..<comment.lowerBound
    let assignStart = Self.assignStart(in: content, of: pieces) ?? content.upperBound
    lead = content.lowerBound..<assignStart
    assign = assignStart..<content.upperBound
  }

  /// The first `=`, if as many brackets close after it as open.
  private static func assignStart(in content: Range<Int>, of pieces: [Piece]) -> Int? {
    guard let equals = content.dropFirst().first(where: { pieces[$0].kind == .assign }) else { return nil }
    var balance = 0
    for index in equals..<content.upperBound { balance += pieces[index].kind.bracketChange }
    return balance == 0 ? equals : nil
  }

  static func all(of pieces: [Piece]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    for (index, piece) in pieces.enumerated() where piece.endsLine {
      lines.append(Line(start..<index + 1, of: pieces))
      start = index + 1
    }
    if start < pieces.count { lines.append(Line(start..<pieces.count, of: pieces)) }
    return lines
  }
}
