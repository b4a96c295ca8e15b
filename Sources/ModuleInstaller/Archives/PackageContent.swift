/// What an archive or a repository holds: files, and links to them.
struct PackageContent {
  struct Link {
    var path: String
    var target: String
    /// Whether the target starts from the root of the package and not from the link's directory.
    var isFromRoot = false
  }

  var files: [ModulePackage.File] = []
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

  /// Links may lead to links: those to files are followed as long as there are any, then those to directories.
  mutating func follow(_ links: [PackageContent.Link]) throws(ArchiveError) {
    var pending: [(path: String, target: String)] = []
    for link in links { pending.append((link.path, try Self.destination(of: link))) }
    while true {
      if let index = pending.firstIndex(where: { files[$0.target] != nil }) {
        let link = pending.remove(at: index)
        if var copy = files[link.target] {
          copy.path = link.path
          try add(copy)
        }
      } else if let index = pending.firstIndex(where: { !content(of: $0.target).isEmpty }) {
        let link = pending.remove(at: index)
        for var copy in content(of: link.target) where !copy.path.hasPrefix(link.path + "/") {
          let rest = link.target.isEmpty ? copy.path[...] : copy.path.dropFirst(link.target.count + 1)
          copy.path = "\(link.path)/\(rest)"
          try add(copy)
        }
      } else {
        return
      }
    }
  }

  private func content(of directory: String) -> [ModulePackage.File] {
    directory.isEmpty ? Array(files.values) : files.values.filter { $0.path.hasPrefix(directory + "/") }
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
