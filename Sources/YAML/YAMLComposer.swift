/// Makes a graph of events: follows aliases, and refuses what would grow without bounds.
struct YAMLComposer {
  /// Nodes inside one another.
  private static let maxDepth = 200
  /// Nodes of the document once every alias stands for a copy: a few lines of aliases to aliases can stand for
  /// more than any memory holds.
  private static let maxNodes = 1_000_000

  private let events: YAMLEvents
  private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
  /// The anchors of the nodes that are being read.
  private var open: Set<String> = []
  private var depth = 0
  private var size = 0

  init(events: YAMLEvents) {
    self.events = events
  }

  mutating func document() throws(YAMLError) -> YAMLNode {
    _ = try events.next()
    let start = try events.next()
    guard case .documentStart = start.kind else {
      throw YAMLError("missing start of document", at: start.mark)
    }
    let root = try node(from: try events.next())
    _ = try events.next()
    let end = try events.next()
    guard case .streamEnd = end.kind else {
      throw YAMLError("unexpected extra content after value", at: end.mark)
    }
    return root
  }

  private mutating func node(from event: YAMLEvent) throws(YAMLError) -> YAMLNode {
    if case .alias(let name) = event.kind { return try alias(name, at: event.mark) }
    guard depth < Self.maxDepth else { throw YAMLError("the document is nested too deeply", at: event.mark) }
    depth += 1
    defer { depth -= 1 }
    let before = size
    try grow(by: 1, at: event.mark)
    if let anchor = event.anchor { open.insert(anchor) }
    let node = YAMLNode(content: try content(of: event), tag: event.tag, mark: event.mark)
    if let anchor = event.anchor {
      open.remove(anchor)
      anchors[anchor] = (node, size - before)
    }
    return node
  }

  private mutating func content(of event: YAMLEvent) throws(YAMLError) -> YAMLNode.Content {
    switch event.kind {
    case .scalar(let text, let isPlain): return .scalar(text, isPlain: isPlain)
    case .sequenceStart: return .sequence(try elements())
    case .mappingStart: return .mapping(try members())
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .alias, .sequenceEnd, .mappingEnd:
      throw YAMLError("a value is missing", at: event.mark)
    }
  }

  private mutating func elements() throws(YAMLError) -> [YAMLNode] {
    var elements: [YAMLNode] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { return elements }
      elements.append(try node(from: event))
    }
  }

  private mutating func members() throws(YAMLError) -> [(key: YAMLNode, value: YAMLNode)] {
    var members: [(key: YAMLNode, value: YAMLNode)] = []
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { return members }
      let key = try node(from: event)
      members.append((key, try node(from: try events.next())))
    }
  }

  private mutating func alias(_ name: String, at mark: YAMLNode.Mark) throws(YAMLError) -> YAMLNode {
    guard !open.contains(name) else {
      throw YAMLError("cannot refer to anchor \"\(name)\" from inside its own definition", at: mark)
    }
    guard let (node, size) = anchors[name] else {
      throw YAMLError("reference to undefined anchor \"\(name)\"", at: mark)
    }
    try grow(by: size, at: mark)
    return node
  }

  private mutating func grow(by count: Int, at mark: YAMLNode.Mark) throws(YAMLError) {
    size += count
    guard size <= Self.maxNodes else {
      throw YAMLError("the document has more than \(Self.maxNodes) values, aliases counted in full", at: mark)
    }
  }
}
