import Encodings
import ProviderAPI
import ProviderKit

/// The archive of the files that are put into a container before it starts.
struct ContainerUploads {
  let archive: [UInt8]

  init(_ uploads: [ContainerObject.Upload]) throws {
    var tar = TarArchive()
    for upload in uploads {
      let path = upload.file.drop { $0 == "/" }
      tar.add(String(path), try upload.bytes, mode: try upload.mode)
    }
    archive = tar.bytes
  }
}

extension DockerEngine {
  /// Unpacks an archive in a container, below a folder that is there (`PutContainerArchive`).
  func unpack(_ archive: [UInt8], in container: String, at folder: String) async throws {
    let api = try await api
    var request = try api.request(.put, "/containers/\(container)/archive", query: ["path": folder])
    request.headers["Content-Type"] = "application/x-tar"
    request.body = .bytes(archive)
    _ = try await api.send(request)
  }

  /// An archive of what is at a path in a container; nil when nothing is there (`ContainerArchive`).
  func archive(of path: String, in container: String) async throws -> [UInt8]? {
    let api = try await api
    let request = try api.request(.get, "/containers/\(container)/archive", query: ["path": path])
    return try await api.sendIfThere(request)?.body
  }
}

extension ContainerObject.Upload {
  fileprivate var bytes: [UInt8] {
    get throws {
      if let content = content?.nonEmpty { return Array(content.utf8) }
      if let source = source?.nonEmpty { return try local(source) }
      guard let text = contentBase64?.nonEmpty else { return [] }
      guard let bytes = Base64.standard.decode(text) else {
        throw ProviderError(.invalid, "The \"content_base64\" of the upload to \(file) is not base64.")
      }
      return bytes
    }
  }

  private func local(_ source: String) throws -> [UInt8] {
    guard let bytes = try LocalFile.read(source) else {
      throw ProviderError(.invalid, "There is no file \(source) to upload to \(file).")
    }
    return bytes
  }

  fileprivate var mode: Int {
    get throws {
      guard let permissions = permissions?.nonEmpty else { return executable == true ? 0o744 : 0o644 }
      guard let mode = Int(permissions, radix: 8), (0...0o7777).contains(mode) else {
        throw ProviderError(.invalid, "\"\(permissions)\" is not a mode in octal digits, such as 0640.")
      }
      return mode
    }
  }
}
