import ProviderAPI
import ProviderKit
import Values

/// Where a file or a folder of a share is: `https://ACCOUNT.file.core.windows.net/SHARE/FOLDER/NAME`.
struct FileAddress: Sendable {
  /// `https://ACCOUNT.file.core.windows.net`
  let origin: String
  let share: String
  /// The names of folders and, at its end, of the thing itself; empty for the share.
  let path: [String]

  /// - Throws: `.invalid` when the text is no such address.
  init(_ text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 4, ["http:", "https:"].contains(parts[0]), parts[1].isEmpty, !parts[3].isEmpty,
      parts[2].contains(".file.")
    else {
      throw ProviderError(
        .invalid,
        "The address of a file is like https://ACCOUNT.file.core.windows.net/SHARE/FOLDER/NAME, and \"\(text)\" is not."
      )
    }
    origin = "\(parts[0])//\(parts[2])"
    share = parts[3]
    path = parts.dropFirst(4).filter { !$0.isEmpty }
  }

  private init(origin: String, share: String, path: [String]) {
    self.origin = origin
    self.share = share
    self.path = path
  }

  /// Of a share, by its address or its id in Resource Manager.
  static func share(_ text: String, _ client: AzureClient) async throws -> FileAddress {
    guard text.hasPrefix("/") else { return try FileAddress(text) }
    let id = try ResourceID(text)
    guard let account = id.value(after: "storageAccounts") else {
      throw ProviderError(.invalid, "\(id) is no id of a file share.")
    }
    return try await client.session.cloud().fileShare(id.name, of: account)
  }

  static func share(_ name: String, at origin: String) -> FileAddress {
    FileAddress(origin: origin, share: name, path: [])
  }

  /// What is in it; slashes in a name lead further down.
  func appending(_ names: String...) -> FileAddress {
    let more = names.flatMap { $0.split(separator: "/").map(String.init) }
    return FileAddress(origin: origin, share: share, path: path + more)
  }

  var text: String { ([origin, share] + path).joined(separator: "/") }
  var shareText: String { "\(origin)/\(share)" }
  var name: String { path.last ?? share }
  /// The folder that it is in, from the share on; empty at the top.
  var folder: String { path.dropLast().joined(separator: "/") }
  var account: String {
    let host = origin.split(separator: "/").last ?? ""
    return host.split(separator: ".").first.map(String.init) ?? ""
  }
}

extension AzureCloud {
  /// Where a share is.
  func fileShare(_ name: String, of account: String) -> FileAddress {
    let scheme = resourceManager.isSecure ? "https" : "http"
    return .share(name, at: "\(scheme)://\(account).file.\(storageSuffix)")
  }
}
