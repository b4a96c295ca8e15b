/// Why a text is no YAML document that can be used.
public struct YAMLError: Error, Hashable, Sendable {
  /// A clause: `on line 2, column 1: mapping values are not allowed in this context`.
  public let message: String

  init(_ problem: String, at mark: YAMLNode.Mark? = nil) {
    message = mark.map { "on line \($0.line), column \($0.column): \(problem)" } ?? problem
  }
}
