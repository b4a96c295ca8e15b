import ProviderAPI
import ProviderKit

/// `archive_file`: an archive that is written when the resource is created. Its id is the SHA-1 digest.
///
/// As with the public provider, the archive stays when the resource is deleted.
struct ArchiveFileResource: RecordedResource {
  static let type = "archive_file"
  static let schema = ResourceSchema(
    "An archive that is written when the resource is created.",
    members: ArchiveFile.members(requiresReplace: true))

  typealias Object = ArchiveFile

  let client: NoClient

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    let (id, archive) = try wanted.written()
    return Created(id: id, archive)
  }
}
