import Encodings
import ProviderAPI

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
