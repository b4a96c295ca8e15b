import Compression
import Encodings
import ProviderAPI
import ProviderKit
import Values

/// A multi-part MIME document for cloud-init: what the data source and the resource `cloudinit_config` have in
/// common.
///
/// Form: RFC 2046, section 5.1, with the headers in the order in which hashicorp/cloudinit 2.3 writes them, so
/// that a machine is not replaced when a state moves.
struct CloudinitConfig: Codable {
  struct Part: Codable {
    var content: String
    var contentType: String?
    var filename: String?
    var mergeType: String?
  }

  var gzip: Bool?
  var base64Encode: Bool?
  var boundary: String?
  var part: [Part]
  var rendered: String?

  static func members(requiresReplace: Bool) -> [ResourceSchema.Member] {
    [
      .argument(
        "gzip", .bool, requiresReplace: requiresReplace, "Whether the document is compressed; true if unset."),
      .argument(
        "base64_encode", .bool, requiresReplace: requiresReplace,
        "Whether the document is in Base64; true if unset."),
      .argument(
        "boundary", .string, requiresReplace: requiresReplace,
        "What stands between parts; MIMEBOUNDARY if unset."),
      .blocks("part", .list, part, min: 1, requiresReplace: requiresReplace),
      .computed("rendered", .string, "The document."),
    ]
  }

  private static let part = ResourceSchema(
    "One part of the document.",
    .argument("content", .string, .required, "The text of the part."),
    .argument("content_type", .string, "The MIME type; text/plain if unset."),
    .argument("filename", .string, "The name of a file that the part is to be."),
    .argument("merge_type", .string, "How cloud-init merges the part with others."))

  /// With the document, and its id.
  ///
  /// - Throws: `.invalid` when the document would not be text.
  func completed() throws(ProviderError) -> (id: String, config: CloudinitConfig) {
    var config = self
    var bytes = Array(document.utf8)
    if gzip ?? true {
      guard base64Encode ?? true else {
        throw ProviderError(
          .invalid, "A compressed document is no text. Set base64_encode to true, or gzip to false.",
          attribute: AttributePath("base64_encode"))
      }
      bytes = Gzip.compress(bytes)
    }
    let rendered =
      base64Encode ?? true ? Base64.standard.encode(bytes) : String(decoding: bytes, as: UTF8.self)
    config.rendered = rendered
    return ("\(GzipParts(Array(rendered.utf8)).checksum)", config)
  }

  private var document: String {
    let boundary = boundary ?? "MIMEBOUNDARY"
    let parts = part.map { "--\(boundary)\r\n\($0.headers)\r\n\($0.content)\r\n" }
    return "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\nMIME-Version: 1.0\r\n\r\n"
      + "\(parts.joined())--\(boundary)--\r\n"
  }
}

extension CloudinitConfig.Part {
  fileprivate var headers: String {
    let disposition = filename.map { "Content-Disposition: attachment; filename=\"\($0)\"\r\n" } ?? ""
    let type = contentType ?? "text/plain"
    let merge = mergeType.map { "X-Merge-Type: \($0)\r\n" } ?? ""
    return
      "\(disposition)Content-Transfer-Encoding: 7bit\r\nContent-Type: \(type)\r\nMime-Version: 1.0\r\n\(merge)"
  }
}
