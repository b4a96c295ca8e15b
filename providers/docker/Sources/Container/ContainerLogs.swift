/// Takes apart the output of a container without a terminal: frames of a stream's number, three zeros, the
/// length in four bytes, most significant first, and the payload (Docker Engine API, `ContainerAttach`,
/// "Stream format").
struct ContainerLogs {
  private(set) var output: [UInt8] = []
  private var pending: [UInt8] = []
  private let isFramed: Bool

  /// - Parameter hasTerminal: whether the container has one; its output then is not framed.
  init(hasTerminal: Bool) { isFramed = !hasTerminal }

  /// Takes the next piece, of standard output and error alike.
  mutating func add(_ piece: [UInt8]) {
    guard isFramed else {
      output += piece
      return
    }
    pending += piece
    var rest = pending[...]
    while rest.count >= 8 {
      let length = rest.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | Int($1) }
      guard rest.count >= 8 + length else { break }
      output += rest.dropFirst(8).prefix(length)
      rest = rest.dropFirst(8 + length)
    }
    pending = Array(rest)
  }

  var text: String { String(decoding: output, as: UTF8.self) }
}
