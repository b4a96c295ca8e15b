public import Addresses
import Diagnostics
import HCL
public import Language
import Values

/// `.terraform.lock.hcl`: which version of each provider was chosen, and the checksums that its packages may have.
/// The format is Terraform's ("Dependency Lock File" in its documentation).
public struct LockFile: Sendable {
  public struct Entry: Hashable, Sendable {
    public var address: ProviderAddress
    public var version: Version
    /// What the configuration asked for when the version was chosen; empty when nothing.
    public var constraints: String
    /// `h1:` of unpacked packages, `zh:` of archives.
    public var hashes: Set<String>
  }

  public private(set) var entries: [ProviderAddress: Entry] = [:]

  public init() {}

  /// Reads the file at `path`; there need not be one.
  ///
  /// - Throws: ``InstallError`` when it cannot be understood.
  public init(path: String) throws(InstallError) {
    guard let bytes = try Self.content(of: path) else { return }
    var parser = Parser(SourceFile(name: path, bytes: bytes))
    let body = parser.parseBody()
    guard !parser.diagnostics.hasErrors else {
      throw InstallError("The lock file \(path) cannot be read: \(parser.diagnostics[0].detail)")
    }
    for block in body.blocks(ofType: "provider") {
      guard let entry = Entry(block) else {
        throw InstallError(
          "The lock file \(path) has an entry that cannot be read: \(block.labels.first?.text ?? "without a name")."
        )
      }
      entries[entry.address] = entry
    }
  }

  private static func content(of path: String) throws(InstallError) -> [UInt8]? {
    do throws(FileError) {
      return try FileSystem.read(path)
    } catch {
      if error.isAbsence { return nil }
      throw InstallError(error, "Reading the lock file")
    }
  }

  public subscript(address: ProviderAddress) -> Entry? {
    get { entries[address] }
    set { entries[address] = newValue }
  }

  /// The whole file, with entries and hashes in order.
  public var text: String {
    entries.values.sorted { "\($0.address)" < "\($1.address)" }.reduce(Self.heading) { $0 + "\n" + $1.text }
  }

  private static let heading = """
    # This file is maintained automatically by "rcw init" and "terraform init".
    # Manual edits may be lost in future updates.

    """
}

extension LockFile.Entry {
  fileprivate init?(_ block: Block) {
    guard let source = block.labels.first?.text, let address = ProviderAddress(source: source),
      let version = block.text(of: "version").flatMap({ Version($0) })
    else { return nil }
    let hashes = block.body[attribute: "hashes"]?.value.staticElements ?? []
    self.init(
      address: address, version: version, constraints: block.text(of: "constraints") ?? "",
      hashes: Set(hashes.compactMap(\.literalString)))
  }

  fileprivate var text: String {
    var lines = ["provider \"\(address)\" {"]
    if constraints.isEmpty {
      lines.append("  version = \"\(version)\"")
    } else {
      lines.append("  version     = \"\(version)\"")
      lines.append("  constraints = \"\(constraints)\"")
    }
    if !hashes.isEmpty {
      lines += ["  hashes = ["] + hashes.sorted().map { "    \"\($0)\"," } + ["  ]"]
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }
}

extension Block {
  fileprivate func text(of name: String) -> String? { body[attribute: name]?.value.literalString }
}
