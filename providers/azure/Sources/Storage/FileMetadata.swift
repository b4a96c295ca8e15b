import ProviderAPI
import ProviderKit
import Values

/// What is kept with files and folders: the configuration's words, and who made them.
enum FileMetadata {
  /// There while the content of a file is still to come.
  static let uploading = "rcw_uploading"

  static func mark(in headers: HTTPHeaders) -> String? {
    FileService.metadata(in: headers)[OperationMark.name]
  }

  static func marked(_ metadata: [String: String]?, by operation: String?) -> [String: String] {
    var marked = metadata ?? [:]
    marked[OperationMark.name] = operation
    return marked
  }

  /// What the user is shown; `known` is how nothing was written.
  static func shown(_ headers: HTTPHeaders, _ known: [String: String]?) -> [String: String]? {
    var metadata = FileService.metadata(in: headers)
    for name in [OperationMark.name, uploading] { metadata[name] = nil }
    return metadata.isEmpty && known?.isEmpty != false ? known : metadata
  }

  /// Names are those of C#, and come back in small letters.
  static func problems(in metadata: Value) -> [ProviderDiagnostic] {
    (metadata.keyedElements ?? [:]).map(\.key).sorted().filter { !isName($0) }.map { name in
      ProviderDiagnostic(
        "Invalid attribute value",
        "The name \"\(name)\" of metadata must have small letters, digits and underscores only, with no digit first.",
        at: AttributePath("metadata"))
    }
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
    }
  }

  static func exists(_ address: FileAddress) -> ProviderError {
    ProviderError(
      .conflict,
      """
      There is something at \(address.text) already. Choose another name, delete it, or import it:
          rcw import ADDRESS \(address.text)
      """)
  }
}
