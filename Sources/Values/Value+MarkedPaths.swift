/// A place inside a value and the marks of the value there.
public struct MarkedPath: Hashable, Sendable {
  public var path: AttributePath
  public var marks: Marks

  public init(_ path: AttributePath, _ marks: Marks) {
    self.path = path
    self.marks = marks
  }
}

extension Value {
  /// Where marks lie in the value: what has to be put back after it went through something that knows none.
  public var markedPaths: [MarkedPath] {
    guard !deepMarks.isEmpty else { return [] }
    var found: [MarkedPath] = []
    collectMarkedPaths(at: .root, into: &found)
    return found
  }

  private func collectMarkedPaths(at path: AttributePath, into found: inout [MarkedPath]) {
    if !marks.isEmpty { found.append(MarkedPath(path, marks)) }
    switch content {
    case .null, .unknown, .bool, .number, .string, .set: return
    case .list(let elements, _), .tuple(let elements):
      for (index, element) in elements.enumerated() {
        element.collectMarkedPaths(at: path.appending(.index(index)), into: &found)
      }
    case .map(let elements, _):
      for (key, element) in elements {
        element.collectMarkedPaths(at: path.appending(.key(key)), into: &found)
      }
    case .object(let attributes):
      for (name, attribute) in attributes {
        attribute.collectMarkedPaths(at: path.appending(.attribute(name)), into: &found)
      }
    }
  }

  /// The value with marks put on it where `paths` say; paths that lead nowhere are passed over.
  public func marked(at paths: some Sequence<MarkedPath>) -> Value {
    paths.reduce(self) { value, marked in
      value.replacing(at: marked.path.steps) { $0.marked(marked.marks) }
    }
  }
}
