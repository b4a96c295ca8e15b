/// What an archive or a repository holds: files, and links to them.
package struct PackageContent {
  package struct File {
    /// Relative to the package, with `/` between its parts.
    package var path: String
    package var bytes: [UInt8]
    package var isExecutable: Bool
  }

  struct Link {
    var path: String
    var target: String
    /// Whether the target starts from the root of the package and not from the link's directory.
    var isFromRoot = false
  }

  package var files: [File] = []
  var links: [Link] = []
}

extension ModulePackage {
  /// Puts a copy of what it leads to in the place of each link.
  ///
  /// - Throws: when a link leads out of the package. One that leads nowhere is left out.
  init(_ content: PackageContent) throws(ArchiveError) {
    var follower = LinkFollower()
    for file in content.files { try follower.add(file) }
    try follower.follow(content.links)
    try self.init(files: Array(follower.files.values))
  }
}

/// Follows links within a package, in memory.
private struct LinkFollower {
  private(set) var files: [String: ModulePackage.File] = [:]
  private var size = 0

  mutating func add(_ file: ModulePackage.File) throws(ArchiveError) {
    var file = file
    if file.path.hasPrefix("./") { file.path.removeFirst(2) }
    size += file.bytes.count
    files[file.path] = file
    // Links to directories multiply what is in them.
    guard size <= ModulePackage.maxBytes, files.count <= ModulePackage.maxFiles else { throw .tooLarge }
  }

  /// Links may lead to links: those to files are followed first, then those to directories.
  mutating func follow(_ links: [PackageContent.Link]) throws(ArchiveError) {
    guard links.count <= ModulePackage.maxFiles else { throw .tooLarge }
    var targets: [String: String] = [:]
    for link in links { targets[link.path] = try Self.destination(of: link) }
    var toDirectories: [(path: String, target: String)] = []
    for (path, target) in targets.sorted(by: { $0.key < $1.key }) {
      let target = Self.end(of: target, following: targets)
      if let file = files[target] {
        try add(file, at: path)
      } else {
        toDirectories.append((path, target))
      }
    }
    // What is in a directory may come through another link.
    for _ in 0..<Self.maxHops where !toDirectories.isEmpty { try copyDirectories(&toDirectories) }
  }

  /// How many links may lead to one another, as in Linux.
  private static let maxHops = 40

  private static func end(of target: String, following targets: [String: String]) -> String {
    var end = target
    for _ in 0..<maxHops {
      guard let next = targets[end] else { return end }
      end = next
    }
    return end
  }

  /// Copies what is now in the directories that links lead to, and keeps the links to those where nothing is.
  private mutating func copyDirectories(
    _ links: inout [(path: String, target: String)]
  ) throws(ArchiveError) {
    let present = files.values.sorted { $0.path < $1.path }
    var empty: [(path: String, target: String)] = []
    for link in links {
      let inside = Self.content(of: link.target, in: present)
      if inside.isEmpty { empty.append(link) }
      for file in inside where !file.path.hasPrefix(link.path + "/") {
        let rest = link.target.isEmpty ? file.path[...] : file.path.dropFirst(link.target.count + 1)
        try add(file, at: "\(link.path)/\(rest)")
      }
    }
    links = empty
  }

  /// - Parameter files: in the order of their paths.
  private static func content(
    of directory: String, in files: [ModulePackage.File]
  ) -> ArraySlice<ModulePackage.File> {
    guard !directory.isEmpty else { return files[...] }
    let prefix = directory + "/"
    var (start, end) = (0, files.count)
    while start < end {
      let middle = (start + end) / 2
      if files[middle].path < prefix { start = middle + 1 } else { end = middle }
    }
    return files[start...].prefix { $0.path.hasPrefix(prefix) }
  }

  private mutating func add(_ file: ModulePackage.File, at path: String) throws(ArchiveError) {
    var copy = file
    copy.path = path
    try add(copy)
  }

  /// The path in the package that a link leads to.
  private static func destination(of link: PackageContent.Link) throws(ArchiveError) -> String {
    let start = link.isFromRoot ? [] : link.path.split(separator: "/").dropLast()
    var parts = Array(start)
    for part in link.target.split(separator: "/") where part != "." {
      if part != ".." { parts.append(part) } else if parts.popLast() == nil { throw leadsOut(link) }
    }
    guard !link.target.hasPrefix("/"), !link.target.isEmpty else { throw leadsOut(link) }
    return parts.joined(separator: "/")
  }

  private static func leadsOut(_ link: PackageContent.Link) -> ArchiveError {
    ArchiveError("it holds a link, \"\(link.path)\", that leads out of it")
  }
}
