import Diagnostics
import Formatting
import Glibc
import Language

/// Formats files and folders, one after another, and goes on after those that cannot be formatted.
struct FormatJob {
  let lists: Bool
  let writes: Bool
  let showsDifference: Bool
  let checks: Bool
  let isRecursive: Bool
  private(set) var hasDifferences = false
  private(set) var diagnostics: [Diagnostic] = []

  init(lists: Bool, writes: Bool, showsDifference: Bool, checks: Bool, isRecursive: Bool) {
    self.lists = lists
    self.writes = writes
    self.showsDifference = showsDifference
    self.checks = checks
    self.isRecursive = isRecursive
  }

  /// Files whose names end so are formatted: Terraform's and OpenTofu's.
  private static let endings = [
    ".tf", ".tofu", ".tfvars", ".tftest.hcl", ".tofutest.hcl", ".tfmock.hcl", ".tfquery.hcl",
  ]

  /// Formats a file, or the files of a folder.
  mutating func format(_ path: String) {
    do throws(FileError) {
      switch try FileSystem.kind(path) {
      case .directory: try formatFiles(in: Directory(path))
      case .file, .other: try formatNamedFile(path)
      case nil:
        diagnostics.append(
          Diagnostic("no-file", "No such file", "There is no file or folder at \"\(path)\"."))
      }
    } catch {
      report(error)
    }
  }

  private mutating func formatNamedFile(_ path: String) throws(FileError) {
    guard Self.isFormattable(path) else {
      return diagnostics.append(
        Diagnostic(
          "not-a-configuration", "Not a configuration file",
          "\"\(path)\" is none of the files that have a canonical format. Their names end in "
            + "\(Self.endings.dropLast().joined(separator: ", ")) or \(Self.endings.last ?? "")."))
    }
    try formatFile(path)
  }

  private mutating func formatFiles(in directory: Directory) throws(FileError) {
    for name in try directory.names() where !Self.isIgnored(name) {
      let path = directory.path(of: name)
      do throws(FileError) {
        if try FileSystem.isFolder(path) {
          if isRecursive { try formatFiles(in: Directory(path)) }
        } else if Self.isFormattable(name) {
          try formatFile(path)
        }
      } catch {
        report(error)
      }
    }
  }

  private static func isFormattable(_ name: String) -> Bool { endings.contains { name.hasSuffix($0) } }

  /// Hidden files and those that editors leave.
  private static func isIgnored(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasSuffix("~") || name.hasPrefix("#") && name.hasSuffix("#")
  }

  // MARK: One text

  private mutating func formatFile(_ path: String) throws(FileError) {
    let bytes = try FileSystem.read(path)
    guard let text = formatted(bytes, named: path), text != bytes else { return }
    hasDifferences = true
    if lists { Output.standard.print(path + "\n") }
    if writes { try FileSystem.rewrite(path, with: text) }
    show(bytes, text, named: path)
  }

  /// Formats what stands on standard input, and prints it unless only a check or a difference is wanted.
  mutating func formatStandardInput() {
    do throws(FileError) {
      let bytes = try FileSystem.read("/dev/stdin")
      guard let text = formatted(bytes, named: "<stdin>") else { return }
      hasDifferences = text != bytes
      if !checks, !showsDifference { Output.standard.print(String(decoding: text, as: UTF8.self)) }
      if hasDifferences { show(bytes, text, named: "<stdin>") }
    } catch {
      report(error)
    }
  }

  private mutating func formatted(_ bytes: [UInt8], named name: String) -> [UInt8]? {
    do throws(DiagnosticsError) {
      return try ConfigurationFormatter(SourceFile(name: name, bytes: bytes)).formatted()
    } catch {
      diagnostics += error.diagnostics
      return nil
    }
  }

  /// Prints what is asked for beyond the names of files. Where nothing is written, listed or compared, that is
  /// the text.
  private func show(_ before: [UInt8], _ after: [UInt8], named name: String) {
    if showsDifference {
      Output.standard.print(UnifiedDifference(name: name).text(before, after))
    } else if !lists, !writes, !checks, name != "<stdin>" {
      Output.standard.print(String(decoding: after, as: UTF8.self))
    }
  }

  private mutating func report(_ error: FileError) {
    diagnostics.append(
      Diagnostic("unusable-file", "File cannot be formatted", "\(error.path): \(error.reason)."))
  }
}

extension FileSystem {
  /// Whether a path is that of a folder itself, not of a link to one.
  fileprivate static func isFolder(_ path: String) throws(FileError) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw FileError(path: path, errno: errno) }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  /// Replaces the content of a file, or of the one that a link leads to, keeping its permissions. There is
  /// always a whole file.
  fileprivate static func rewrite(_ path: String, with bytes: [UInt8]) throws(FileError) {
    guard let resolved = realpath(path, nil) else { throw FileError(path: path, errno: errno) }
    defer { free(resolved) }
    let target = String(cString: resolved)
    let temporary = "\(target).\(getpid()).tmp"
    do throws(FileError) {
      try write(bytes, to: temporary, like: target)
      guard rename(temporary, target) == 0 else { throw FileError(path: path, errno: errno) }
    } catch {
      unlink(temporary)
      throw FileError(path: path, errno: error.code)
    }
  }

  private static func write(_ bytes: [UInt8], to path: String, like target: String) throws(FileError) {
    var status = stat()
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
    defer { close(descriptor) }
    guard stat(target, &status) == 0, fchmod(descriptor, status.st_mode & 0o7777) == 0 else {
      throw FileError(path: path, errno: errno)
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileError(path: path, errno: errno) }
      rest = rest.dropFirst(count)
    }
  }
}
