public import Values

/// A type as the console's `type` function shows it, over several lines where it has parts.
public struct TypeText {
  public private(set) var text = ""

  public init(_ type: ValueType) { write(type, indent: 0) }

  private mutating func write(_ type: ValueType, indent: Int) {
    switch type {
    case .dynamic, .string, .number, .bool: text += type.friendlyName
    case .list(let element): write("list", of: element, indent)
    case .set(let element): write("set", of: element, indent)
    case .map(let element): write("map", of: element, indent)
    case .tuple(let elements):
      write("tuple([", elements.map { (nil, $0) }, "])", indent)
    case .object(let object):
      let attributes = object.attributes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      write("object({", attributes.map { ($0.key, $0.value) }, "})", indent)
    }
  }

  private mutating func write(_ kind: String, of element: ValueType, _ indent: Int) {
    switch element {
    case .tuple, .object: write("\(kind)(", [(nil, element)], ")", indent)
    case .dynamic, .string, .number, .bool, .list, .set, .map:
      text += "\(kind)("
      write(element, indent: indent)
      text += ")"
    }
  }

  private mutating func write(
    _ opening: String, _ parts: [(name: String?, type: ValueType)], _ closing: String, _ indent: Int
  ) {
    text += opening
    for part in parts {
      startLine(indent + 4)
      if let name = part.name { text += "\(name): " }
      write(part.type, indent: indent + 4)
      text += ","
    }
    if !parts.isEmpty { startLine(indent) }
    text += closing
  }

  private mutating func startLine(_ indent: Int) {
    text += "\n" + String(repeating: " ", count: indent)
  }
}
