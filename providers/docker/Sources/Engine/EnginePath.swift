import ProviderKit

/// A path of the API, without its version. What is interpolated is escaped, so that no name can lead to
/// another path.
struct EnginePath: ExpressibleByStringInterpolation, Sendable {
  var text: String

  init(stringLiteral text: String) { self.text = text }
  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  struct StringInterpolation: StringInterpolationProtocol {
    var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) { text += literal }

    /// One segment of the path.
    mutating func appendInterpolation(_ segment: String) {
      text += PercentEncoding.encode(segment, .pathSegment)
    }

    /// The name of an image, whose slashes belong to the path.
    mutating func appendInterpolation(image name: String) {
      text += PercentEncoding.encode(name, .path)
    }
  }
}
