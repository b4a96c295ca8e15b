import Compression
import Encodings
import Values

extension TemplateContent {
  /// The files in one text, compressed: for databases.
  func packed() throws(TemplateError) -> String {
    let list = JSON.array(
      files.map { file in
        [
          "path": .string(file.path), "mode": .number(Number(Int(file.kind.mode))),
          "bytes": .string(Base64.standard.encode(file.bytes)),
        ]
      })
    return Base64.standard.encode(Gzip.compress(list.bytes()))
  }

  /// The reverse of ``packed()``.
  ///
  /// - Throws: ``TemplateError`` with `.damaged`.
  init(packed text: String) throws(TemplateError) {
    // Base64 takes a third more.
    let limit = FolderReader.maxBytes * 2
    guard let packed = Base64.standard.decode(text), let bytes = try? Gzip.decompress(packed, limit: limit),
      let list = try? JSON.parse(bytes).elements
    else { throw Self.damaged }
    var files: [File] = []
    for entry in list {
      guard let path = entry["path"]?.asString, let mode = entry["mode"]?.asInt,
        let bytes = entry["bytes"]?.asString.flatMap({ Base64.standard.decode($0) })
      else { throw Self.damaged }
      files.append(File(path, bytes, mode == 0o120000 ? .link : mode == 0o100755 ? .executable : .plain))
    }
    self.init(files)
  }

  private static let damaged = TemplateError(
    .damaged, "The files of the version, as the database has them, are damaged.")
}
