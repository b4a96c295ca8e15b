import Glibc
public import ProviderAPI

/// Small files of this machine.
public enum TextFile {
  /// In bytes: credentials are smaller.
  private static let limit = 8 << 20

  /// The whole content; nil when there is no such file.
  public static func read(_ path: String) throws(ProviderError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT || errno == ENOTDIR { return nil }
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while content.count < limit {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { return content }
      content += piece.prefix(count)
    }
    throw ProviderError(.invalid, "\(path) is larger than \(limit) bytes.")
  }

  private static func failure(_ path: String) -> ProviderError {
    ProviderError(.invalid, "Could not read \(path): \(String(cString: strerror(errno))).")
  }
}
