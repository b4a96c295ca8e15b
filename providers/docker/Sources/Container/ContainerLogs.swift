import ProviderAPI

/// Takes apart the output of a container: without a terminal it comes in frames of a stream's number, three zeros,
/// the length in four bytes, most significant first, and the payload (Docker Engine API, `ContainerAttach`,
/// "Stream format").
struct OutputFrames {
  private var pending: [UInt8] = []
  private let isFramed: Bool

  /// - Parameter hasTerminal: whether the process has one; its output then is not framed.
  init(hasTerminal: Bool) { isFramed = !hasTerminal }

  /// The frames that are complete with the next piece.
  mutating func add(_ piece: [UInt8]) -> [ProcessOutput] {
    guard isFramed else { return [.standard(piece)] }
    pending += piece
    var frames: [ProcessOutput] = []
    var rest = pending[...]
    while rest.count >= 8, let stream = rest.first {
      let length = rest.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | Int($1) }
      guard rest.count >= 8 + length else { break }
      let payload = Array(rest.dropFirst(8).prefix(length))
      frames.append(stream == 2 ? .error(payload) : .standard(payload))
      rest = rest.dropFirst(8 + length)
    }
    pending = Array(rest)
    return frames
  }
}

/// Everything that a container has printed, standard output and error alike.
struct ContainerLogs {
  private(set) var output: [UInt8] = []
  private var frames: OutputFrames

  init(hasTerminal: Bool) { frames = OutputFrames(hasTerminal: hasTerminal) }

  mutating func add(_ piece: [UInt8]) {
    for frame in frames.add(piece) {
      switch frame {
      case .standard(let bytes), .error(let bytes): output += bytes
      }
    }
  }

  var text: String { String(decoding: output, as: UTF8.self) }
}
