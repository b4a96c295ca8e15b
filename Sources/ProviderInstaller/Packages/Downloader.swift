import Crypto
import Encodings
import Glibc
import Language
import ModuleInstaller
import ProviderKit

/// Brings packages over the network into a file. What an earlier attempt has left is gone on from.
struct Downloader: Sendable {
  let web: WebAnswers
  /// Where downloads are until they are unpacked.
  let folder: String
  /// What is shown to the server; nil for what is known of its host.
  var authorization: String?
  /// Told how much there is of how much, in bytes; the second is nil when it is not known.
  let progress: @Sendable (Int, Int?) -> Void

  /// - Returns: the path of the file.
  func download(_ url: HTTPURL) async throws(InstallError) -> String {
    let path = "\(folder)/\(Hexadecimal.encode(SHA256.hash(data: Array(url.text.utf8)))).zip"
    do {
      try FileSystem.createDirectories(above: path)
      try await download(url, to: path)
      return path
    } catch let error as FileError {
      throw InstallError(error, "Downloading \(url)")
    } catch {
      throw InstallError("Downloading \(url) failed: \(error)")
    }
  }

  private func download(_ url: HTTPURL, to path: String) async throws {
    let present = Self.size(path)
    let response = try await web.stream(url, from: present, authorization: authorization)
    let continues = response.status == 206 && present > 0
    // The file is longer than what is there now, or it is whole.
    if response.status == 416 {
      unlink(path)
      return try await download(url, to: path)
    }
    guard response.status == 200 || continues else {
      throw InstallError("\(url) answered with status \(response.status).")
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (continues ? O_APPEND : O_TRUNC), 0o600)
    guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
    defer { close(descriptor) }
    var count = continues ? present : 0
    let total = response.headers["Content-Length"].flatMap { Int($0) }.map { $0 + count }
    for try await piece in response.body {
      try Self.write(piece, descriptor, path)
      count += piece.count
      progress(count, total)
    }
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private static func write(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileError(path: path, errno: errno) }
      rest = rest.dropFirst(count)
    }
  }
}
