import Compression
import Crypto
import Encodings

/// The files of one version of a module, in memory.
struct ModulePackage {
  typealias File = PackageContent.File

  /// What a package may hold: far more than any module does, and little enough for the memory.
  static let maxBytes = 256 << 20
  static let maxFiles = 20_000

  /// By path.
  let files: [File]

  init(files: [File]) throws(ArchiveError) {
    self.files = files.sorted { $0.path < $1.path }
    if let stray = files.first(where: { !Self.isSafe($0.path) }) {
      throw ArchiveError("it holds \"\(stray.path)\", which lies outside of it")
    }
    guard files.count <= Self.maxFiles, files.reduce(0, { $0 + $1.bytes.count }) <= Self.maxBytes else {
      throw .tooLarge
    }
  }

  /// A checksum of the content: the SHA-256 of the list of the files with theirs.
  ///
  /// The list is the one of golang.org/x/mod `sumdb/dirhash` (Hash1): a line of the file's checksum in
  /// hexadecimal, two blanks and its path.
  var checksum: String {
    var hash = SHA256()
    for file in files {
      hash.update(data: Array("\(Hexadecimal.encode(SHA256.hash(data: file.bytes)))  \(file.path)\n".utf8))
    }
    return "sha256-" + Hexadecimal.encode(hash.finalize())
  }

  /// Whether a path stays inside the directory that it is written to.
  private static func isSafe(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return !path.utf8.contains(0) && parts.allSatisfy { $0 != ".." && $0 != "." && !$0.isEmpty }
  }
}

extension ModulePackage {
  /// Unpacks a zip archive, or a tar archive, which may be compressed with gzip, bzip2, xz or Zstandard.
  init(archive bytes: [UInt8]) throws(ArchiveError) {
    guard !bytes.isEmpty else { throw .truncated }
    if ZipReader.isZip(bytes) {
      try self.init(try ZipReader(bytes, limit: Self.maxBytes).read())
    } else {
      var reader = TarReader(try Self.decompressed(bytes))
      try self.init(try reader.read())
    }
  }

  private static func decompressed(_ bytes: [UInt8]) throws(ArchiveError) -> [UInt8] {
    do throws(CompressionError) {
      if Gzip.isGzip(bytes) { return try Gzip.decompress(bytes, limit: maxBytes) }
      return try SystemCodec(bytes)?.decompress(bytes, limit: maxBytes) ?? bytes
    } catch {
      throw ArchiveError(error)
    }
  }

  /// The package without the one directory that everything in it lies in, where there is such a one.
  func withoutRoot() throws(ArchiveError) -> ModulePackage {
    let roots = Set(files.map { $0.path.prefix { $0 != "/" } })
    guard roots.count == 1, let root = roots.first, files.allSatisfy({ $0.path.count > root.count }) else {
      return self
    }
    return try ModulePackage(
      files: files.map { file in
        var file = file
        file.path = String(file.path.dropFirst(root.count + 1))
        return file
      })
  }
}
