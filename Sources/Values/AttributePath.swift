/// Where one value lies inside another: `spec[0].labels["team"]`.
public struct AttributePath: Hashable, Sendable {
  public enum Step: Hashable, Sendable {
    /// An attribute of an object.
    case attribute(String)
    /// An element of a list or tuple.
    case index(Int)
    /// An element of a map.
    case key(String)
    /// An element of a set, named by the element itself.
    case element(Value)
  }

  public var steps: [Step]

  public init(_ steps: [Step] = []) { self.steps = steps }

  /// The path of one attribute of the root object.
  public init(_ attribute: String) { steps = [.attribute(attribute)] }

  public static let root = AttributePath()

  public func appending(_ step: Step) -> AttributePath { AttributePath(steps + [step]) }

  public func hasPrefix(_ other: AttributePath) -> Bool { steps.starts(with: other.steps) }
}

extension AttributePath: CustomStringConvertible {
  public var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .attribute(let name): text += text.isEmpty ? name : ".\(name)"
      case .index(let index): text += "[\(index)]"
      case .key(let key): text += "[\"\(key)\"]"
      case .element: text += "[…]"
      }
    }
    return text
  }
}

extension Value {
  /// The value at a path; nil when there is none. Stepping into null or unknown also gives nil.
  public func value(at path: AttributePath) -> Value? {
    var current = self
    for step in path.steps {
      guard let next = current.element(at: step) else { return nil }
      current = next.marked(current.marks)
    }
    return current
  }

  private func element(at step: AttributePath.Step) -> Value? {
    switch (step, content) {
    case (.attribute(let name), .object(let attributes)): attributes[name]
    case (.key(let key), .map(let elements, _)), (.key(let key), .object(let elements)): elements[key]
    case (.attribute(let name), .map(let elements, _)): elements[name]
    case (.index(let index), .list(let elements, _)), (.index(let index), .tuple(let elements)):
      elements.indices.contains(index) ? elements[index] : nil
    case (.element(let element), .set(let elements, _)): elements.first { $0 == element }
    default: nil
    }
  }

  /// The value with the one at `path` replaced by what `transform` makes of it; unchanged when there is none.
  public func replacing<E>(
    at path: some Collection<AttributePath.Step>, _ transform: (Value) throws(E) -> Value
  ) throws(E) -> Value {
    guard let step = path.first else { return try transform(self) }
    let rest = path.dropFirst()
    guard let old = element(at: step) else { return self }
    let new = try old.replacing(at: Array(rest), transform)
    switch (step, content) {
    case (.attribute(let name), .object(var attributes)), (.key(let name), .object(var attributes)):
      attributes[name] = new
      return Value(.object(attributes), marks: marks)
    case (.key(let key), .map(var elements, let type)), (.attribute(let key), .map(var elements, let type)):
      elements[key] = new
      return Value(.map(elements, element: type), marks: marks)
    case (.index(let index), .list(var elements, let type)):
      elements[index] = new
      return Value(.list(elements, element: type), marks: marks)
    case (.index(let index), .tuple(var elements)):
      elements[index] = new
      return Value(.tuple(elements), marks: marks)
    case (.element(let element), .set(let elements, let type)):
      return Value.set(elements.map { $0 == element ? new : $0 }, of: type).marked(marks)
    default: return self
    }
  }
}
