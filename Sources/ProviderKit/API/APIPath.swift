/// A path below the base URL of an API, written as a literal: `"/volumes/\(name)"`.
///
/// The literal parts are sent as they are. An interpolated value becomes one segment whatever it holds; an
/// image's name, whose slashes are part of the path, is interpolated as `\(path: name)`. A value that would
/// make the path lead elsewhere (nothing, `.` or `..`) makes it one that cannot be requested.
public struct APIPath: Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
  /// Percent-encoded.
  public private(set) var description: String
  private(set) var isSafe = true

  public init(stringLiteral text: String) { description = text }

  /// A path that is escaped already.
  public init(escaped text: String) { description = text }

  public init(stringInterpolation: StringInterpolation) {
    description = stringInterpolation.text
    isSafe = stringInterpolation.isSafe
  }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""
    fileprivate var isSafe = true

    public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    public mutating func appendLiteral(_ literal: String) { text += literal }

    public mutating func appendInterpolation(_ segment: some CustomStringConvertible) {
      append("\(segment)", as: .pathSegment, segments: ["\(segment)"[...]])
    }

    public mutating func appendInterpolation(path: String) {
      append(path, as: .path, segments: path.split(separator: "/", omittingEmptySubsequences: false))
    }

    private mutating func append(_ value: String, as place: PercentEncoding.Place, segments: [Substring]) {
      text += PercentEncoding.encode(value, place)
      if segments.contains(where: { ["", ".", ".."].contains($0) }) { isSafe = false }
    }
  }
}
