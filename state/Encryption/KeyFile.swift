import Encodings
public import StateStorage

/// A key of this machine's user, made when it is first needed.
public struct KeyFile: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// The key in the file.
  ///
  /// - Returns: the key, and whether it was made just now, so that somebody may be told to keep a copy of it.
  /// - Throws: ``StateError`` when the file holds anything but a key.
  public func key() throws(StateError) -> (provider: KeyProvider, isNew: Bool) {
    if let content = try FileAccess.read(path) {
      let text = String(decoding: content, as: UTF8.self).filter { !$0.isWhitespace }
      guard let bytes = Hexadecimal.decode(text), bytes.count == 32 else {
        throw StateError(
          .undecipherable,
          "The key file \(path) does not hold 64 hexadecimal digits. Put back the copy of it that you have kept: what "
            + "was encrypted cannot be read without it.")
      }
      return (provider(bytes), false)
    }
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    try FileAccess.makeFolder(of: path)
    try FileAccess.replace(path, with: Array("\(Hexadecimal.encode(bytes))\n".utf8))
    return (provider(bytes), true)
  }

  private func provider(_ bytes: [UInt8]) -> KeyProvider { KeyProvider(.fixed(bytes), name: "key_file") }
}
