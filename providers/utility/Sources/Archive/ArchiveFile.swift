import Encodings
import Glibc
import ProviderAPI
import ProviderKit
import Values

/// An archive made of files or of given content: what the data source and the resource `archive_file` have in
/// common.
///
/// Schema: hashicorp/archive 2.7.
struct ArchiveFile: Codable {
  struct Source: Codable {
    var content: String
    var filename: String
  }

  var type: String
  var outputPath: String
  var outputFileMode: String?
  var sourceContent: String?
  var sourceContentFilename: String?
  var sourceFile: String?
  var sourceDir: String?
  var source: [Source]
  var excludes: [String]?
  var excludeSymlinkDirectories: Bool?
  var outputSize: Int?
  var outputMd5: String?
  var outputSha: String?
  var outputSha256: String?
  var outputBase64sha256: String?
  var outputSha512: String?
  var outputBase64sha512: String?

  private static let origins = ["source_content_filename", "source_file", "source_dir", "source"]

  static func members(requiresReplace: Bool) -> [ResourceSchema.Member] {
    func argument(
      _ name: String, _ type: ValueType = .string, rules: [ValueRule] = [], summary: String
    ) -> ResourceSchema.Member {
      .argument(name, type, requiresReplace: requiresReplace, rules: rules, summary)
    }
    return [
      .argument(
        "type", .string, .required, requiresReplace: requiresReplace, rules: [.oneOf(["zip", "tar.gz"])],
        "zip or tar.gz."),
      .argument(
        "output_path", .string, .required, requiresReplace: requiresReplace, "Where the archive is written."),
      argument(
        "output_file_mode", rules: [.matches("^0?[0-7]{3}$", message: "must be an octal mode such as 0644")],
        summary: "The permissions of all files in the archive; those of the files themselves if unset."),
      argument("source_content", summary: "The content of the one file in the archive."),
      argument("source_content_filename", summary: "The name of that file."),
      argument("source_file", summary: "The one file to put into the archive."),
      argument("source_dir", summary: "The folder to put into the archive, with all that is below it."),
      argument(
        "excludes", .set(.string),
        summary: "Paths below source_dir that are left out. * is any part of a name, ** of a path."),
      argument(
        "exclude_symlink_directories", .bool, summary: "Whether folders that are links are left out."),
      .blocks("source", .set, source, requiresReplace: requiresReplace),
      .computed("output_size", .number, "The size of the archive, in bytes."),
      .computed("output_md5", .string, "The MD5 digest of the archive, in hexadecimal digits."),
      .computed("output_sha", .string, "The SHA-1 digest of the archive, in hexadecimal digits."),
      .computed("output_sha256", .string, "The SHA-256 digest of the archive, in hexadecimal digits."),
      .computed("output_base64sha256", .string, "The SHA-256 digest of the archive, in base 64."),
      .computed("output_sha512", .string, "The SHA-512 digest of the archive, in hexadecimal digits."),
      .computed("output_base64sha512", .string, "The SHA-512 digest of the archive, in base 64."),
    ]
  }

  private static let source = ResourceSchema(
    "A file in the archive.",
    .argument("content", .string, .required, "The content of the file."),
    .argument("filename", .string, .required, "The name of the file in the archive."))

  // MARK: Writing

  /// Writes the archive.
  ///
  /// - Returns: its digest as an id, and the arguments with what is to be known of the archive.
  func written() throws -> (id: String, archive: ArchiveFile) {
    let entries = try entries()
    guard !entries.isEmpty else { throw ProviderError(.invalid, "There is nothing to put into the archive.") }
    guard let bytes = type == "zip" ? ZipWriter.archive(entries) : TarWriter.archive(entries) else {
      throw ProviderError(.invalid, "A zip file cannot hold so much.")
    }
    try LocalFile.write(bytes, to: outputPath, mode: 0o644, folderMode: 0o755)
    let checksums = FileChecksums(bytes)
    var archive = self
    archive.outputSize = bytes.count
    archive.outputMd5 = checksums.md5
    archive.outputSha = checksums.sha1
    archive.outputSha256 = checksums.sha256
    archive.outputBase64sha256 = checksums.base64sha256
    archive.outputSha512 = checksums.sha512
    archive.outputBase64sha512 = checksums.base64sha512
    return (checksums.sha1, archive)
  }

  private func entries() throws -> [ArchiveEntry] {
    let given = outputFileMode.flatMap { UInt32($0, radix: 8) }
    if let sourceDir { return try ArchiveFolder(sourceDir, of: self).entries(mode: given) }
    if let sourceFile {
      guard let content = try LocalFile.read(sourceFile) else {
        throw ProviderError(
          .notFound, "There is no file \(sourceFile).", attribute: AttributePath("source_file"))
      }
      let name = sourceFile.split(separator: "/").last.map(String.init) ?? sourceFile
      return [ArchiveEntry(name: name, content: content, mode: given ?? ArchiveFolder.mode(of: sourceFile))]
    }
    if let sourceContentFilename {
      let content = Array((sourceContent ?? "").utf8)
      return [ArchiveEntry(name: sourceContentFilename, content: content, mode: given ?? 0o644)]
    }
    return source.sorted { $0.filename < $1.filename }.map {
      ArchiveEntry(name: $0.filename, content: Array($0.content.utf8), mode: given ?? 0o644)
    }
  }
}
