import Encodings
import ProviderAPI
import ProviderKit
import Values

/// `azurerm_storage_share_file`: a file in a share, with what a file of this machine has in it. Its id is its address.
///
/// Protocol: see ``FileService``. Schema: hashicorp/azurerm 4.
struct ShareFileResource: ManagedResource {
  static let type = "azurerm_storage_share_file"
  static let schema = ResourceSchema(
    "A file in a file share.",
    .argument("name", .string, .required, requiresReplace: true, rules: [.notEmpty], "The name."),
    .argument(
      "storage_share_url", .string, .optional, requiresReplace: true,
      rules: [.exactlyOneOf(["storage_share_id"])], "The address of the share."),
    .argument(
      "storage_share_id", .string, .optional, requiresReplace: true,
      deprecated: "Use \"storage_share_url\" instead.", "The address of the share, or its id."),
    .argument(
      "path", .string, .defaulted(.string("")), requiresReplace: true,
      "The folder that it is in, which must be there."),
    .argument(
      "source", .string, .optional, requiresReplace: true,
      "A file of this machine, whose content it gets. If unset: the file is empty."),
    .argument("content_type", .string, .defaulted(.string("application/octet-stream")), "What it is."),
    .argument(
      "content_md5", .string, .optional, requiresReplace: true,
      rules: [.matches("^[0-9a-fA-F]{32}$", message: "must be an MD5 in 32 hexadecimal digits")],
      "The MD5 of its content, such as `filemd5(\"FILE\")`: it is uploaded anew when that changes."),
    .argument("content_encoding", .string, "How it is encoded, such as `gzip`."),
    .argument("content_disposition", .string, "How browsers present it."),
    .argument("metadata", .map(.string), "More that is to be kept with it."),
    .computed("content_length", .number, "Its size in bytes."))

  struct Object: Codable, Sendable {
    var name: String
    var storageShareUrl: String?
    var storageShareId: String?
    var path: String?
    var source: String?
    var contentType: String?
    var contentMd5: String?
    var contentEncoding: String?
    var contentDisposition: String?
    var metadata: [String: String]?
    var contentLength: Int?
  }

  let client: AzureClient

  static func validate(_ config: ConfigView) -> [ProviderDiagnostic] {
    FileMetadata.problems(in: config["metadata"])
  }

  // MARK: Verbs

  func create(_ wanted: Object, _ operation: Operation) async throws -> Created<Object> {
    let address = try await FileAddress.share(wanted.storageShareUrl ?? wanted.storageShareId ?? "", client)
      .appending(wanted.path ?? "", wanted.name)
    let service = try await FileService(address, client)
    let source = try await source(of: wanted)
    if let found = try await service.file(), FileMetadata.mark(in: found) != operation.id {
      throw FileMetadata.exists(address)
    }
    let size = source?.size ?? 0
    let properties = properties(of: wanted)
    var metadata = FileMetadata.marked(wanted.metadata, by: operation.id)
    metadata[FileMetadata.uploading] = source.map { _ in "true" }
    try await service.create(size: size, properties, metadata)
    var object = wanted
    object.contentLength = size
    guard let source else { return Created(id: address.text, object) }
    do {
      try await upload(source, to: service, operation)
      metadata[FileMetadata.uploading] = nil
      try await service.change(metadata: metadata)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw PartialObject(id: address.text, object, cause: error)
    }
    return Created(id: address.text, object)
  }

  func read(id: String, prior: Object?) async throws -> Object? {
    let address = try FileAddress(id)
    guard let found = try await FileService(address, client).file() else { return nil }
    let known = prior ?? Object(name: address.name, storageShareUrl: address.shareText, path: address.folder)
    return object(found, known)
  }

  func update(
    id: String, from prior: Object, to wanted: Object, _ operation: Operation
  ) async throws -> Object {
    let service = try await FileService(try FileAddress(id), client)
    let before = properties(of: prior)
    let after = properties(of: wanted)
    if before != after { try await service.change(after) }
    if prior.metadata != wanted.metadata {
      guard let found = try await service.file() else {
        throw ProviderError(.notFound, "\(id) is gone.")
      }
      let mark = FileMetadata.mark(in: found)
      try await service.change(metadata: FileMetadata.marked(wanted.metadata, by: mark))
    }
    return wanted
  }

  func delete(id: String, _ prior: Object, _ operation: Operation) async throws {
    try await FileService(try FileAddress(id), client).delete()
  }

  /// A file whose upload was cut off is of no use to anybody.
  func locate(_ wanted: Object, operation: String) async throws -> Located {
    let address = try await FileAddress.share(wanted.storageShareUrl ?? wanted.storageShareId ?? "", client)
      .appending(wanted.path ?? "", wanted.name)
    let service = try await FileService(address, client)
    guard let found = try await service.file(), FileMetadata.mark(in: found) == operation else {
      return .absent
    }
    guard FileService.metadata(in: found)[FileMetadata.uploading] == nil else {
      try await service.delete()
      return .absent
    }
    return .found(id: address.text)
  }

  // MARK: Steps

  /// - Throws: `.invalid` when the file is not what the configuration says that it is.
  private func source(of wanted: Object) async throws -> LocalSource? {
    guard let path = wanted.source?.nonEmpty else { return nil }
    let source = try LocalSource(path)
    guard let expected = wanted.contentMd5?.lowercased() else { return source }
    let found = try await source.md5()
    guard found == expected else {
      throw ProviderError(
        .invalid,
        "The file \(path) has the MD5 \(found), and \"content_md5\" says \(expected): the file has changed since the "
          + "plan was made, or it is another one.", attribute: AttributePath("content_md5"))
    }
    return source
  }

  private func upload(
    _ source: LocalSource, to service: FileService, _ operation: Operation
  ) async throws {
    try await source.read(upTo: FileService.limit) { piece, offset in
      try await service.write(piece, at: offset)
      let done = offset + piece.count
      if done < source.size { operation.report("uploaded \(done * 100 / source.size) %") }
    }
  }

  /// The properties that a configuration says, as headers.
  private func properties(of object: Object) -> HTTPHeaders {
    var headers = HTTPHeaders()
    headers["x-ms-content-type"] = object.contentType
    headers["x-ms-content-encoding"] = object.contentEncoding?.nonEmpty
    headers["x-ms-content-disposition"] = object.contentDisposition?.nonEmpty
    let digest = object.contentMd5.flatMap { Hexadecimal.decode($0) }
    headers["x-ms-content-md5"] = digest.map { Base64.standard.encode($0) }
    return headers
  }

  /// What the service says, in the words of what is recorded wherever both mean the same.
  private func object(_ found: HTTPHeaders, _ known: Object) -> Object {
    var object = known
    object.contentLength = found["Content-Length"].flatMap { Int($0) }
    object.contentType = found["Content-Type"] ?? "application/octet-stream"
    object.contentEncoding = found["Content-Encoding"] ?? known.contentEncoding.flatMap(\.onlyEmpty)
    object.contentDisposition = found["Content-Disposition"] ?? known.contentDisposition.flatMap(\.onlyEmpty)
    if let digest = known.contentMd5 {
      let kept = found["Content-MD5"].flatMap { Base64.standard.decode($0) }.map { Hexadecimal.encode($0) }
      object.contentMd5 = kept == digest.lowercased() ? digest : kept
    }
    object.metadata = FileMetadata.shown(found, known.metadata)
    return object
  }
}

extension String {
  /// Itself when it is empty, which is as good as not being there.
  fileprivate var onlyEmpty: String? { isEmpty ? self : nil }
}
