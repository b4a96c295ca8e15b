import Language
import Values

/// Which version of each module was chosen, and the checksum of its content: what makes the next run take the
/// same without asking anybody.
struct ModuleLock {
  struct Entry: Hashable {
    /// Of a registry module without its version, of any other as it was called.
    var address: String
    /// Of a registry module.
    var version: Version?
    /// The commit of a repository.
    var revision: String?
    /// Where it was obtained, for people to read.
    var source: String
    /// Where in the content the module is; nil for all of it.
    var directory: String?
    var checksum: String
  }

  private(set) var entries: [Entry] = []
  let path: String

  private static let formatVersion = 1

  /// Reads the lock file at `path`; there need not be one.
  init(path: String) throws(ModuleError) {
    self.path = path
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(path)
    } catch {
      guard error.isAbsence else { throw ModuleError(error) }
      return
    }
    guard let json = try? JSON.parse(bytes), json["version"]?.asInt == Self.formatVersion,
      let entries = json["modules"]?.elements?.map(Entry.init(json:)), !entries.contains(nil)
    else {
      throw ModuleError(
        "\"\(path)\" is no lock file of this version of rcw. Remove it to have the versions chosen anew.")
    }
    self.entries = entries.compactMap(\.self)
  }

  /// The newest locked version of a module that a call accepts.
  func entry(for module: RegistryModule, _ constraint: VersionConstraint?) -> Entry? {
    let candidates = entries.filter { $0.address == module.description }
      .compactMap { entry in entry.version.map { (version: $0, entry: entry) } }
    return candidates.filter { constraint?.allows($0.version) != false }
      .max { $0.version < $1.version }?.entry
  }

  /// The entry of exactly one version; nil as the version for what has none.
  func entry(for address: String, exactly version: Version?) -> Entry? {
    entries.first { $0.address == address && $0.version == version }
  }

  /// Adds an entry in place of that of the same version, and writes the file.
  mutating func record(_ entry: Entry) throws(ModuleError) {
    guard !entries.contains(entry) else { return }
    entries.removeAll { $0.address == entry.address && $0.version == entry.version }
    entries.append(entry)
    entries.sort { a, b in
      guard a.address == b.address, let x = a.version, let y = b.version else { return a.address < b.address }
      return x < y
    }
    let json: JSON = [
      "version": .number(Number(Self.formatVersion)), "modules": .array(entries.map(\.json)),
    ]
    do {
      try FileSystem.replace(path, with: Array((json.text(.indented) + "\n").utf8))
    } catch {
      throw ModuleError(error)
    }
  }
}

extension ModuleLock.Entry {
  init?(json: JSON) {
    let version = json["version"]?.asString
    guard let address = json["address"]?.asString, let checksum = json["checksum"]?.asString,
      version == nil || Version(version ?? "") != nil
    else { return nil }
    self.init(
      address: address, version: version.flatMap { Version($0) }, revision: json["revision"]?.asString,
      source: json["source"]?.asString ?? "", directory: json["directory"]?.asString, checksum: checksum)
  }

  var json: JSON {
    let members: [(String, String?)] = [
      ("address", address), ("version", version?.description), ("revision", revision), ("source", source),
      ("directory", directory), ("checksum", checksum),
    ]
    return .object(members.compactMap { name, text in text.map { JSON.Member(name, .string($0)) } })
  }
}
