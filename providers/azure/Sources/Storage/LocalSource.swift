import Crypto
import Encodings
import Glibc
import ProviderAPI
import Values

/// A file of this machine that is read piece by piece.
struct LocalSource: Sendable {
  let path: String
  /// In bytes.
  let size: Int

  /// - Throws: `.invalid` when there is no such file, or nothing in it.
  init(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ProviderError(.invalid, "There is no file \(path) to upload.", attribute: AttributePath("source"))
    }
    guard status.st_size > 0 else {
      throw ProviderError(
        .invalid, "The file \(path) is empty. Leave \"source\" out for an empty file.",
        attribute: AttributePath("source"))
    }
    self.path = path
    size = Int(status.st_size)
  }

  /// Hands on all that is in the file, in pieces of at most `limit` bytes.
  ///
  /// - Throws: `.conflict` when the file becomes another one meanwhile; what `body` throws.
  func read(upTo limit: Int, _ body: (_ piece: [UInt8], _ offset: Int) async throws -> Void) async throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var offset = 0
    while offset < size {
      let piece = try piece(descriptor, at: offset, upTo: min(limit, size - offset))
      guard !piece.isEmpty else {
        throw ProviderError(.conflict, "The file \(path) became shorter while it was uploaded.")
      }
      try await body(piece, offset)
      offset += piece.count
    }
  }

  /// In hexadecimal digits.
  func md5() async throws -> String {
    var digest = Insecure.MD5()
    try await read(upTo: 1 << 20) { piece, _ in digest.update(data: piece) }
    return Hexadecimal.encode(digest.finalize())
  }

  private func piece(_ descriptor: Int32, at offset: Int, upTo limit: Int) throws -> [UInt8] {
    while true {
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
        count = pread(descriptor, buffer.baseAddress, limit, off_t(offset))
        initialized = max(0, count)
      }
      if count >= 0 { return bytes }
      if errno != EINTR { throw failure() }
    }
  }

  private func failure() -> ProviderError {
    ProviderError(.invalid, "Could not read \(path): \(String(cString: strerror(errno))).")
  }
}
