/// Why a value is not, and cannot be made, what is wanted, and which part of it.
public struct ConversionError: Error, Hashable, Sendable {
  /// From the value that was to be converted to the part that cannot be.
  public var path: AttributePath
  /// What is wrong with that part, as a clause: `string required, but have tuple`.
  public var message: String

  public init(_ message: String, at path: AttributePath = .root) {
    self.path = path
    self.message = message
  }
}

extension ConversionError: CustomStringConvertible {
  /// The message, led by the way to the part: `attribute "ports": element 0: a number is required`.
  public var description: String {
    path.steps.map { "\($0.name): " }.joined() + message
  }
}

extension AttributePath.Step {
  fileprivate var name: String {
    switch self {
    case .attribute(let name): "attribute \"\(name)\""
    case .index(let index): "element \(index)"
    case .key(let key): "element \"\(key)\""
    case .element: "element of the set"
    }
  }
}
