import ProviderAPI
import ProviderKit

/// `archive_file`: an archive that is written when the data source is read. Its id is the SHA-1 digest.
struct ArchiveFileDataSource: DataSource {
  static let type = "archive_file"
  static let schema = ResourceSchema(
    "An archive that is written when the data source is read.",
    members: ArchiveFile.members(requiresReplace: false))

  typealias Object = ArchiveFile

  init(client: NoClient) {}

  func read(_ config: Object) throws -> DataResult<Object> {
    let (id, archive) = try config.written()
    return DataResult(id: id, archive)
  }
}
