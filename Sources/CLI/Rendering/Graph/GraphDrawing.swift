import Addresses
import Engine

/// Draws a picture as SVG. Sizes are in pixels.
struct GraphDrawing {
  let picture: GraphPicture
  private let columnStarts: [Int]
  private let columnWidths: [Int]
  private let laneTops: [Int]
  let width: Int
  let height: Int

  private static let margin = 24
  private static let boxHeight = 46
  private static let rowGap = 16
  private static let columnGap = 72
  private static let laneHeader = 26
  private static let lanePadding = 16
  private static let laneGap = 20
  private static let legendHeight = 40

  init(_ picture: GraphPicture) {
    self.picture = picture
    let boxes = picture.lanes.flatMap(\.boxes)
    columnWidths = (0...(boxes.map(\.column).max() ?? 0)).map { column in
      boxes.filter { $0.column == column }.map(Self.width).max() ?? 0
    }
    var x = Self.margin + Self.lanePadding
    columnStarts = columnWidths.map { width in
      defer { x += width + Self.columnGap }
      return x
    }
    var y = Self.margin
    laneTops = picture.lanes.map { lane in
      defer { y += Self.height(of: lane) + Self.laneGap }
      return y
    }
    width = max(x - Self.columnGap + Self.lanePadding + Self.margin, 320)
    height = max(y - Self.laneGap, Self.margin) + Self.margin + (picture.hasPlan ? Self.legendHeight : 0)
  }

  var svg: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
    font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace">
    <rect width="100%" height="100%" fill="#ffffff"/>
    \(lanes)\(lines)\(boxes)\(legend)</svg>

    """
  }

  // MARK: Lanes

  private static func height(of lane: GraphPicture.Lane) -> Int {
    laneHeader + lane.rows * (boxHeight + rowGap) - rowGap + 2 * lanePadding
  }

  private var lanes: String {
    zip(picture.lanes, laneTops).map { lane, top in
      let left = columnStarts[lane.columns.lowerBound] - Self.lanePadding
      let right =
        columnStarts[lane.columns.upperBound] + columnWidths[lane.columns.upperBound] + Self.lanePadding
      let name = lane.module.isRoot ? "root module" : "\(lane.module)"
      let width = max(right - left, 24 + name.count * 7)
      return """
        <rect x="\(left)" y="\(top)" width="\(width)" height="\(Self.height(of: lane))" rx="12" \
        fill="#f6f8fa" stroke="#d0d7de"/>
        <text x="\(left + 12)" y="\(top + 20)" font-size="11" fill="#57606a">\(name.escapedForXML)</text>

        """
    }.joined()
  }

  // MARK: Boxes

  private static func width(of box: GraphPicture.Box) -> Int {
    let name = box.address.resource.name.count + 4
    return max(120, 24 + 8 * max(name, Int(Double(type(of: box).count) * 0.85)))
  }

  private static func type(of box: GraphPicture.Box) -> String {
    (box.address.resource.mode == .data ? "data." : "") + box.address.resource.type
  }

  private var boxes: String {
    zip(picture.lanes, laneTops).map { lane, top in
      lane.boxes.map { draw($0, laneTop: top) }.joined()
    }.joined()
  }

  private func place(of box: GraphPicture.Box, laneTop: Int) -> (x: Int, y: Int) {
    let y = laneTop + Self.laneHeader + Self.lanePadding + box.row * (Self.boxHeight + Self.rowGap)
    return (columnStarts[box.column], y)
  }

  private func draw(_ box: GraphPicture.Box, laneTop: Int) -> String {
    let (x, y) = place(of: box, laneTop: laneTop)
    let look = GraphLook(box.actions)
    let isData = box.address.resource.mode == .data
    let count = box.actions.count > 1 ? " ×\(box.actions.count)" : ""
    let title = "\(box.address)\(look.map { ": \($0.name)" } ?? "")"
    return """
      <g class="box" data-name="\("\(box.address)".escapedForXML)"><title>\(title.escapedForXML)</title>
      <rect x="\(x)" y="\(y)" width="\(columnWidths[box.column])" height="\(Self.boxHeight)" \
      rx="\(isData ? Self.boxHeight / 2 : 7)" fill="\(look?.fill ?? "#ffffff")" \
      stroke="\(look?.stroke ?? "#57606a")" stroke-width="1.4"\(isData ? " stroke-dasharray=\"5 3\"" : "")/>
      <text x="\(x + 14)" y="\(y + 18)" font-size="11" fill="#57606a">\(Self.type(of: box).escapedForXML)</text>
      <text x="\(x + 14)" y="\(y + 35)" font-size="13" font-weight="600" fill="#1f2328">\
      \((box.address.resource.name + count).escapedForXML)</text>
      <text x="\(x + columnWidths[box.column] - 12)" y="\(y + 35)" font-size="13" text-anchor="end" \
      fill="\(look?.stroke ?? "none")">\(look?.symbol ?? "")</text>
      </g>

      """
  }

  // MARK: Lines

  private var lines: String {
    var places: [ResourceAddress: (left: (x: Int, y: Int), right: (x: Int, y: Int))] = [:]
    for (lane, top) in zip(picture.lanes, laneTops) {
      for box in lane.boxes {
        let (x, y) = place(of: box, laneTop: top)
        let middle = y + Self.boxHeight / 2
        places[box.address] = ((x, middle), (x + columnWidths[box.column], middle))
      }
    }
    return Self.arrowhead
      + picture.edges.map { edge in
        guard let from = places[edge.from]?.right, let to = places[edge.to]?.left else { return "" }
        let reach = max(30, (to.x - from.x) / 2)
        return """
          <path class="line" data-from="\("\(edge.from)".escapedForXML)" data-to="\("\(edge.to)".escapedForXML)" \
          d="M \(from.x) \(from.y) C \(from.x + reach) \(from.y), \(to.x - reach - 6) \(to.y), \(to.x - 6) \(to.y)" \
          fill="none" stroke="#8c959f" stroke-width="1.3" marker-end="url(#arrow)"/>

          """
      }.joined()
  }

  private static let arrowhead = """
    <defs><marker id="arrow" viewBox="0 0 8 8" refX="2" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
    <path d="M 0 0 L 8 4 L 0 8 z" fill="#8c959f"/></marker></defs>

    """

  // MARK: Legend

  private var legend: String {
    guard picture.hasPlan else { return "" }
    var x = Self.margin
    let y = height - Self.margin - 12
    return GraphLook.all.map { look in
      defer { x += 44 + look.name.count * 8 }
      return """
        <rect x="\(x)" y="\(y)" width="14" height="14" rx="3" fill="\(look.fill)" stroke="\(look.stroke)"/>
        <text x="\(x + 20)" y="\(y + 11)" font-size="11" fill="#57606a">\(look.name)</text>

        """
    }.joined()
  }
}

extension String {
  /// As it stands in the text and the attributes of XML.
  var escapedForXML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
