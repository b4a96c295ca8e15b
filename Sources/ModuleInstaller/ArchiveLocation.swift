import ProviderKit

/// Where a registry says that a module can be had: an archive, and perhaps a directory in it.
///
/// The form is go-getter's: `https://example.com/net.tar.gz//modules/a?archive=tar.gz`. A part `*` stands
/// for the one directory that there is, as in the archives that GitHub makes.
struct ArchiveLocation {
  /// Without what is meant for the one who unpacks.
  let url: HTTPURL
  private let directory: [String]

  init(_ text: String, from base: HTTPURL) throws(ModuleError) {
    guard !text.contains("::"), !text.hasPrefix("git@") else {
      throw ModuleError("The module is at \(text), and such places are not supported yet.")
    }
    let (address, directory) = Self.split(text)
    self.directory = directory.split(separator: "/").map(String.init)
    do {
      var url = try base.resolving(address)
      url.query = Self.withoutInstructions(url.query)
      self.url = url
    } catch {
      throw ModuleError(error.message)
    }
  }

  /// The files in the directory.
  func part(of package: ModulePackage) throws(ArchiveError) -> ModulePackage {
    var package = package
    for name in directory {
      package = name == "*" ? try package.withoutRoot() : try package.directory(name)
    }
    return package
  }

  /// Splits off what stands between a double slash, other than that of the scheme, and the query.
  private static func split(_ text: String) -> (address: String, directory: Substring) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let query = parts.count == 2 ? "?\(parts[1])" : ""
    let characters = Array(parts[0])
    let start = characters.indices.first { index in
      index > 0 && characters[index - 1] != ":" && characters[index] == "/"
        && index + 1 < characters.count && characters[index + 1] == "/"
    }
    guard let start else { return (text, "") }
    return (String(characters[..<start]) + query, Substring(String(characters[(start + 2)...])))
  }

  private static func withoutInstructions(_ query: String?) -> String? {
    let kept = (query ?? "").split(separator: "&").filter {
      !$0.hasPrefix("archive=") && !$0.hasPrefix("checksum=")
    }
    return kept.isEmpty ? nil : kept.joined(separator: "&")
  }
}

extension ModulePackage {
  fileprivate func directory(_ name: String) throws(ArchiveError) -> ModulePackage {
    let inside = files.filter { $0.path.hasPrefix("\(name)/") }
    guard !inside.isEmpty else { throw ArchiveError("it has no directory \"\(name)\"") }
    return try ModulePackage(files: inside).withoutRoot()
  }
}
