import Glibc
import ProviderAPI
import ProviderKit

/// The folder a build works on, as it is sent to the engine: a tar archive of everything that its
/// `.dockerignore` does not leave out, owned by root.
struct BuildContext: Sendable {
  let folder: String
  /// The Dockerfile's path in the archive.
  let dockerfile: String
  /// The Dockerfile's content when it does not lie in the folder.
  private let foreignDockerfile: [UInt8]?
  private let rules: IgnoreRules

  /// - Parameter dockerfile: relative to the folder, or absolute.
  /// - Throws: ``ProviderError`` with code `invalid` when the folder or the Dockerfile is missing.
  init(folder: String, dockerfile: String) throws {
    guard LocalFile.isFolder(folder) else {
      throw ProviderError(
        .invalid,
        "The build's context \"\(folder)\" is not a folder. Paths are relative to the folder that rcw runs in."
      )
    }
    let path = dockerfile.hasPrefix("/") ? dockerfile : "\(folder)/\(dockerfile)"
    guard let content = try LocalFile.read(path) else {
      throw ProviderError(
        .invalid, "There is no Dockerfile \"\(dockerfile)\" in the build's context \"\(folder)\".")
    }
    self.folder = folder
    let inside = Self.relativePath(of: dockerfile, in: folder)
    self.dockerfile = inside ?? ".dockerfile.rcw"
    foreignDockerfile = inside == nil ? content : nil
    rules = IgnoreRules(
      try Self.ignoreFile(folder, dockerfile: path), needed: [self.dockerfile, ".dockerignore"])
  }

  /// The archive, written piece by piece.
  func write(to writer: HTTPBodyWriter) async throws {
    if let foreignDockerfile {
      var archive = TarArchive()
      archive.add(dockerfile, foreignDockerfile, mode: 0o644)
      try await writer.write(archive.bytes.dropLast(TarHeader.end.count))
    }
    // A stack of its own: folders may be nested deeper than the thread's allows.
    var pending = try children(of: "").reversed() as [String]
    while let path = pending.popLast() {
      let isExcluded = rules.excludes(path)
      guard let status = try LocalFile.status(of: "\(folder)/\(path)") else { continue }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      if isFolder, !isExcluded || rules.mayTakeBack(inside: path) {
        pending += try children(of: path).reversed()
      }
      if !isExcluded { try await write(path, status, to: writer) }
    }
    try await writer.write(TarHeader.end)
  }

  private func write(_ path: String, _ status: stat, to writer: HTTPBodyWriter) async throws {
    let source = "\(folder)/\(path)"
    let kind: TarHeader.Kind
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file(size: Int(status.st_size))
    case S_IFDIR: kind = .folder
    case S_IFLNK: kind = .link(to: try LocalFile.destination(ofLink: source))
    default: return  // Sockets, pipes and devices have no place in an image.
    }
    let header = TarHeader(
      path: path, kind: kind, mode: Int(status.st_mode & 0o7777), modified: Int(status.st_mtim.tv_sec))
    try await writer.write(header.bytes)
    if case .file(let size) = kind { try await writeContent(of: source, size: size, to: writer) }
  }

  /// Exactly `size` bytes, as the header has promised: a file that shrinks meanwhile fails the build, one
  /// that grows is cut.
  private func writeContent(of path: String, size: Int, to writer: HTTPBodyWriter) async throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LocalFile.failure("read", path) }
    defer { close(descriptor) }
    var rest = size
    while rest > 0 {
      let piece = try LocalFile.readPiece(descriptor, upTo: min(rest, 128 << 10), path)
      guard !piece.isEmpty else {
        throw ProviderError(.invalid, "The file \(path) became shorter while it was sent to the engine.")
      }
      try await writer.write(piece)
      rest -= piece.count
    }
    try await writer.write(TarHeader.padding(after: size))
  }

  private func children(of path: String) throws -> [String] {
    let names = try LocalFile.names(in: path.isEmpty ? folder : "\(folder)/\(path)")
    return names.map { path.isEmpty ? $0 : "\(path)/\($0)" }
  }

  /// `NAME.dockerignore` beside the Dockerfile, or else the context's `.dockerignore`.
  private static func ignoreFile(_ folder: String, dockerfile: String) throws -> String {
    let bytes = try LocalFile.read("\(dockerfile).dockerignore") ?? LocalFile.read("\(folder)/.dockerignore")
    return String(decoding: bytes ?? [], as: UTF8.self)
  }

  /// nil when the path leads out of the folder.
  private static func relativePath(of path: String, in folder: String) -> String? {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    let relative =
      path.hasPrefix("/") ? path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil : path
    guard let parts = relative?.split(separator: "/").filter({ $0 != "." }), !parts.contains("..") else {
      return nil
    }
    return parts.joined(separator: "/")
  }
}
