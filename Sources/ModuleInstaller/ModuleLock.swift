import Language
import Values

/// Which version of each registry module was chosen, and the checksum of its content: what makes the next
/// run take the same without asking anybody.
struct ModuleLock {
  struct Entry: Hashable {
    var address: String
    var version: Version
    /// Where it was obtained, for people to read.
    var source: String
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
    entries.filter { $0.address == module.description && constraint?.allows($0.version) != false }
      .max { $0.version < $1.version }
  }

  /// The entry of exactly one version.
  func entry(for module: RegistryModule, exactly version: Version) -> Entry? {
    entries.first { $0.address == module.description && $0.version == version }
  }

  /// Adds an entry in place of that of the same version, and writes the file.
  mutating func record(_ entry: Entry) throws(ModuleError) {
    guard !entries.contains(entry) else { return }
    entries.removeAll { $0.address == entry.address && $0.version == entry.version }
    entries.append(entry)
    entries.sort { ($0.address, $0.version) < ($1.address, $1.version) }
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
    guard let address = json["address"]?.asString, let checksum = json["checksum"]?.asString,
      let version = (json["version"]?.asString).flatMap({ Version($0) })
    else { return nil }
    self.init(
      address: address, version: version, source: json["source"]?.asString ?? "", checksum: checksum)
  }

  var json: JSON {
    [
      "address": .string(address), "version": .string(version.description), "source": .string(source),
      "checksum": .string(checksum),
    ]
  }
}
