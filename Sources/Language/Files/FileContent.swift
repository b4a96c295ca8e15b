import Glibc

/// The content of a file on disk.
package enum FileContent {
  /// Reads a whole regular file. Anything else, such as a pipe that could keep the reader waiting, is
  /// refused.
  package static func bytes(at path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(path: path, reason: "Not a regular file")
    }
    return try bytes(from: descriptor, sizeHint: Int(status.st_size), path: path)
  }

  private static func bytes(
    from descriptor: Int32, sizeHint: Int, path: String
  ) throws(FileError) -> [UInt8] {
    var content: [UInt8] = []
    // One byte more than the file is said to have, so that the second read finds its end.
    let portion = max(sizeHint + 1, 4096)
    while true {
      let old = content.count
      content.append(contentsOf: repeatElement(0, count: portion))
      let count = content.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress.map { $0 + old }, portion)
      }
      content.removeLast(portion - max(count, 0))
      if count == 0 { return content }
      if count < 0, errno != EINTR { throw FileError(path: path, errno: errno) }
    }
  }
}
