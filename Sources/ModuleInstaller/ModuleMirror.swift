import Language

/// A directory that holds modules of registries: `HOST/NAMESPACE/NAME/SYSTEM/VERSION/`, or instead of the
/// last directory an archive of it, `VERSION.tar.gz`, `VERSION.tgz`, `VERSION.tar` or `VERSION.zip`.
struct ModuleMirror {
  let directory: Directory

  private static let archiveSuffixes = [".tar.gz", ".tgz", ".tar", ".zip"]

  /// The versions of a module, each with the path of its directory or archive.
  func versions(of module: RegistryModule) -> [Version: String] {
    var found: [Version: String] = [:]
    for place in module.mirrorPaths.map(directory.subdirectory) {
      for name in (try? place.names()) ?? [] {
        let stem = Self.archiveSuffixes.first(where: name.hasSuffix).map { name.dropLast($0.count) }
        guard let version = Version(stem ?? name[...]) else { continue }
        found[version] = found[version] ?? place.path(of: name)
      }
    }
    return found
  }

  /// The files at one of the paths of ``versions(of:)``.
  func package(at path: String) throws(ModuleError) -> ModulePackage {
    if Directory(path).exists {
      var reader = DirectoryReader(Directory(path))
      return try reader.read()
    }
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(path)
    } catch {
      throw ModuleError(error)
    }
    do {
      return try ModulePackage(archive: bytes).withoutRoot()
    } catch {
      throw ModuleError(error, in: path)
    }
  }
}

extension RegistryModule {
  /// Where a mirror may hold the module. Coder's registry serves those of the namespace `coder` under their
  /// old name, `modules`, as well.
  fileprivate var mirrorPaths: [String] {
    let usual = "\(host)/\(namespace)/\(name)/\(system)"
    guard host.hasSuffix("registry.coder.com"), namespace == "coder" else { return [usual] }
    return [usual, "\(host)/modules/\(name)/\(system)"]
  }
}
