import ArgumentParser
import Diagnostics
import Glibc
import ProviderAPI
import ProviderKit
import Values

struct CopyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cp", abstract: "Copy files or folders into a workspace or out of it.",
    discussion: """
      One of the two is WORKSPACE:PATH; a path that does not begin with / or ~ is below the folder that sessions begin in. As
      with cp, what is copied goes into the destination where that is a folder, and belongs to who copies it. Needs tar on both
      sides.
      """)

  @Argument(help: "What to copy.") var source: String
  @Argument(help: "Where to.") var destination: String
  @OptionGroup var view: ViewOptions

  func run() async throws {
    switch (Place(source), Place(destination)) {
    case (.here(let path), .inside(let workspace, let target)): try await copy(path, into: workspace, target)
    case (.inside(let workspace, let path), .here(let target)): try await copy(path, outOf: workspace, target)
    default: throw ValidationError("One of the two has to be WORKSPACE:PATH, and only one of them.")
    }
  }

  private enum Place {
    case here(String)
    case inside(String, String)

    /// A colon after a slash is part of a path.
    init(_ text: String) {
      guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") || !text.hasPrefix("/"),
        !text.hasPrefix("."), colon != text.startIndex
      else {
        // The command works elsewhere later on.
        self = .here(text.hasPrefix("/") ? text : "\(ProcessEnvironment.workingDirectory)/\(text)")
        return
      }
      self = .inside(String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
  }

  // MARK: Both ways

  /// A tilde is the home of whoever the script runs as: no shell has looked at the path.
  private static let ownHome = #"""
    case $1 in "~" | "~/"*) rcw_path=$HOME${1#"~"} && shift && set -- "$rcw_path" "$@" ;; esac

    """#

  /// Arguments: the path. Writes an archive of what is there, under its last name.
  private static let packing =
    ownHome + #"""
      [ -e "$1" ] || { echo "There is no $1." >&2; exit 1; }
      exec tar -C "$(dirname "$1")" -cf - "$(basename "$1")"
      """#

  /// Arguments: the path, the last name of what is copied. Reads an archive.
  private static let unpacking =
    ownHome + #"""
      if [ -d "$1" ]; then exec tar -C "$1" -o -xf -; fi
      folder=$(dirname "$1") name=$(basename "$1")
      [ -d "$folder" ] || { echo "There is no folder $folder." >&2; exit 1; }
      draft=$(mktemp -d "$folder/.rcw-XXXXXX") && tar -C "$draft" -o -xf - && mv "$draft/$2" "$folder/$name" && rmdir "$draft"
      """#

  private static func command(_ script: String, _ arguments: String...) -> [String] {
    ["/bin/sh", "-c", script, "rcw"] + arguments
  }

  private func copy(_ path: String, into workspace: String, _ target: String) async throws {
    let name = Self.lastName(path)
    try await CatalogSession.inside(workspace, view) { machine, session in
      let local = try ChildProcess(
        ProcessCommand(
          "/bin/sh", Array(Self.command(Self.packing, path).dropFirst()), environment: session.environment))
      local.finishInput()
      let remote = try await machine.start(
        Self.command(Self.unpacking, target.isEmpty ? "." : target, name))
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await Self.pass(errorsOf: local) }
        group.addTask {
          while let bytes = try await local.readOutput() { try await remote.write(bytes) }
          try await remote.finishWriting()
        }
        try await Self.finish(remote, session)
        try await group.waitForAll()
      }
      try await Self.require(local)
    }
  }

  private func copy(_ path: String, outOf workspace: String, _ target: String) async throws {
    let name = Self.lastName(path)
    let local = Self.command(Self.unpacking, target.isEmpty ? "." : target, name)
    try await CatalogSession.inside(workspace, view) { machine, session in
      let remote = try await machine.start(Self.command(Self.packing, path))
      try await remote.finishWriting()
      let unpacking = try ChildProcess(
        ProcessCommand("/bin/sh", Array(local.dropFirst()), environment: session.environment))
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await Self.pass(errorsOf: unpacking) }
        while let piece = try await remote.read() {
          switch piece {
          case .standard(let bytes): try await unpacking.write(bytes)
          case .error(let bytes): session.view.note(String(decoding: bytes, as: UTF8.self))
          }
        }
        guard try await remote.exitCode() == 0 else { throw ExitStatus.failure }
        unpacking.finishInput()
        try await group.waitForAll()
      }
      try await Self.require(unpacking)
    }
  }

  private static func finish(_ remote: any RunningProcess, _ session: CatalogSession) async throws {
    while let piece = try await remote.read() {
      if case .error(let bytes) = piece { session.view.note(String(decoding: bytes, as: UTF8.self)) }
    }
    guard try await remote.exitCode() == 0 else { throw ExitStatus.failure }
  }

  private static func pass(errorsOf process: ChildProcess) async throws {
    while let bytes = try await process.readErrorOutput() { _ = ProcessRelay.write(bytes, STDERR_FILENO) }
  }

  private static func require(_ process: ChildProcess) async throws {
    guard try await process.waitForExit().isSuccess else { throw ExitStatus.failure }
  }

  private static func lastName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
