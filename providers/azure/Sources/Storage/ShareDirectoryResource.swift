import ProviderAPI
import ProviderKit
import Values

/// `azurerm_storage_share_directory`: a folder in a share. Its id is its address.
///
/// Protocol: see ``FileService``. Schema: hashicorp/azurerm 4.
struct ShareDirectoryResource: ManagedResource {
  static let type = "azurerm_storage_share_directory"
  static let schema = ResourceSchema(
    "A folder in a file share.",
    .argument(
      "name", .string, .required, requiresReplace: true, rules: [.notEmpty],
      "The name, or the path to it, whose folders must be there."),
    .argument(
      "storage_share_url", .string, .optional, requiresReplace: true,
      rules: [.exactlyOneOf(["storage_share_id"])], "The address of the share."),
    .argument(
      "storage_share_id", .string, .optional, requiresReplace: true,
      deprecated: "Use \"storage_share_url\" instead.", "The address of the share, or its id."),
    .argument("metadata", .map(.string), "More that is to be kept with it."))

  struct Object: Codable, Sendable {
    var name: String
    var storageShareUrl: String?
    var storageShareId: String?
    var metadata: [String: String]?
  }

  let client: AzureClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    FileMetadata.problems(in: config["metadata"])
  }

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    let address = try await address(of: wanted)
    let service = try await FileService(address, client)
    if let found = try await service.folder() {
      guard FileMetadata.mark(in: found) == operation.id else { throw FileMetadata.exists(address) }
    } else {
      try await service.createFolder(FileMetadata.marked(wanted.metadata, by: operation.id))
    }
    return Created(id: address.text, wanted)
  }

  func read(id: String, prior: Object?) async throws -> Object? {
    let address = try FileAddress(id)
    guard let found = try await FileService(address, client).folder() else { return nil }
    let path = address.path.joined(separator: "/")
    var object = prior ?? Object(name: path, storageShareUrl: address.shareText)
    object.metadata = FileMetadata.shown(found, prior?.metadata)
    return object
  }

  func update(
    id: String, from prior: Object, to wanted: Object, _ operation: Operation
  ) async throws -> Object {
    let service = try await FileService(try FileAddress(id), client)
    let mark = try await service.folder().flatMap(FileMetadata.mark)
    try await service.changeFolder(metadata: FileMetadata.marked(wanted.metadata, by: mark))
    return wanted
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    try await FileService(try FileAddress(id), client).delete(isFolder: true)
  }

  func locate(_ wanted: Object, operation: String) async throws -> Located {
    let address = try await address(of: wanted)
    let found = try await FileService(address, client).folder()
    return found.flatMap(FileMetadata.mark) == operation ? .found(id: address.text) : .absent
  }

  private func address(of wanted: Object) async throws -> FileAddress {
    try await FileAddress.share(wanted.storageShareUrl ?? wanted.storageShareId ?? "", client)
      .appending(wanted.name)
  }
}
