import HCL

/// Decides how many spaces go before each piece: indents lines by the brackets that are open, sets tokens
/// apart, and aligns cells of neighbouring lines.
struct Layout {
  private var pieces: Pieces
  private let lines: [Line]

  init(_ pieces: Pieces) {
    self.pieces = pieces
    lines = Line.all(of: pieces.items)
  }

  mutating func arrange() {
    indent()
    for line in lines {
      separate(line.lead)
      separate(line.assign)
    }
    alignAssignments()
    alignComments()
  }

  /// - Parameter limit: in bytes.
  /// - Returns: nil when the text would be longer than the limit.
  func text(limit: Int) -> [UInt8]? {
    let size = pieces.items.reduce(pieces.trailingSpaces) { $0 + Int($1.spaces) + $1.bytes.count }
    guard size <= limit else { return nil }
    return [UInt8](unsafeUninitializedCapacity: size) { text, count in
      for piece in pieces.items {
        text.write(spaces: Int(piece.spaces), at: &count)
        _ = text[count...].initialize(fromContentsOf: pieces.bytes[piece.bytes])
        count += piece.bytes.count
      }
      text.write(spaces: pieces.trailingSpaces, at: &count)
    }
  }

  // MARK: Indentation

  /// Indents by two spaces for every line that opened more brackets than it closed, however many. What closes
  /// brackets steps back over the lines that opened them.
  private mutating func indent() {
    /// How many brackets each of those lines has open still.
    var open: [Int] = []
    for line in lines where pieces.items[line.lead.lowerBound].kind != .newline {
      let balance = balance(of: line.lead) + balance(of: line.assign)
      if balance < 0 { Self.close(-balance, in: &open) }
      pieces.items[line.lead.lowerBound].spaces = UInt32(2 * open.count)
      if balance > 0 { open.append(balance) }
    }
  }

  /// Brackets opened, less brackets closed, before the text of a heredoc.
  private func balance(of cell: Range<Int>) -> Int {
    var balance = 0
    for index in cell {
      balance += pieces.items[index].kind.bracketChange
      if pieces.items[index].kind == .openHeredoc { break }
    }
    return balance
  }

  private static func close(_ count: Int, in open: inout [Int]) {
    var count = count
    while count > 0, let last = open.popLast() {
      if count < last { open.append(last - count) }
      count -= last
    }
  }

  // MARK: Spaces between tokens

  private mutating func separate(_ cell: Range<Int>) {
    guard let first = cell.first else { return }
    if pieces.items[first].kind == .assign { pieces.items[first].spaces = 1 }
    var before = Token.Kind?.none
    for index in cell.dropLast() {
      let isSpaced = Spacing.isSpaced(
        pieces.items[index].kind, pieces.items[index + 1].kind, after: before,
        isIn: isIn(pieces.items[index]))
      pieces.items[index + 1].spaces = isSpaced ? 1 : 0
      before = pieces.items[index].kind
    }
  }

  /// Whether a piece is the word `in`.
  private func isIn(_ piece: Piece) -> Bool {
    piece.kind == .identifier && piece.bytes.count == 2 && pieces.bytes[piece.bytes].elementsEqual("in".utf8)
  }

  // MARK: Alignment

  /// Puts the `=` of lines without another line between them into one column.
  private mutating func alignAssignments() {
    align(
      cell: { $0.assign }, width: { layout, line in layout.columns(of: line.lead) })
  }

  private mutating func alignComments() {
    align(
      cell: { $0.comment },
      width: { layout, line in layout.columns(of: line.lead) + layout.columns(of: line.assign) })
  }

  /// - Parameter width: the columns before the cell of a line.
  private mutating func align(cell: (Line) -> Range<Int>, width: (Layout, Line) -> Int) {
    var chain: [(piece: Int, width: Int)] = []
    for line in lines {
      if let piece = cell(line).first {
        chain.append((piece, width(self, line)))
      } else if !chain.isEmpty {
        align(chain)
        chain.removeAll(keepingCapacity: true)
      }
    }
    align(chain)
  }

  private mutating func align(_ chain: [(piece: Int, width: Int)]) {
    let widest = chain.lazy.map(\.width).max() ?? 0
    for (piece, width) in chain { pieces.items[piece].spaces = UInt32(clamping: widest - width + 1) }
  }

  private func columns(of cell: Range<Int>) -> Int {
    var columns = 0
    for index in cell { columns += Int(pieces.items[index].spaces) + pieces.columns(pieces.items[index]) }
    return columns
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  fileprivate func write(spaces: Int, at offset: inout Int) {
    self[offset..<offset + spaces].initialize(repeating: UInt8(ascii: " "))
    offset += spaces
  }
}
