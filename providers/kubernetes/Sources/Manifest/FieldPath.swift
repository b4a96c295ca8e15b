import Values

/// The way to a field of an object, as kubectl and configurations write it: `status.conditions[0].type`,
/// `metadata.annotations["example.com/a"]`.
struct FieldPath: Hashable {
  /// Names, and the numbers of elements.
  var steps: [String] = []

  init(_ text: String) {
    var rest = text[...]
    while let first = rest.first {
      if first == "[" {
        let inner = rest.dropFirst()
        let quote = inner.first.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
        let end = quote.map { "\($0)]" } ?? "]"
        let content = quote == nil ? inner : inner.dropFirst()
        let close = content.firstRange(of: end)
        steps.append(String(content[..<(close?.lowerBound ?? content.endIndex)]))
        rest = content[(close?.upperBound ?? content.endIndex)...]
      } else {
        if first == "." { rest = rest.dropFirst() }
        let name = rest.prefix { $0 != "." && $0 != "[" }
        if !name.isEmpty { steps.append(String(name)) }
        rest = rest[name.endIndex...]
      }
    }
  }

  static let root = FieldPath("")

  func appending(_ step: String) -> FieldPath {
    var path = self
    path.steps.append(step)
    return path
  }

  func value(in object: JSON) -> JSON? {
    steps.reduce(object) { node, step in
      node?.elements == nil ? node?[step] : Int(step).flatMap { node?[$0] }
    }
  }
}
