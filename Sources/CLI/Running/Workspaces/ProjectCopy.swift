import ProviderAPI
import ProviderKit

/// Puts a project into a workspace where it is not there yet, and brings it to the branch's last commit where it is.
///
/// What somebody has changed inside is never lost: git itself refuses to move a branch over it.
struct ProjectCopy {
  let project: Project
  let session: CatalogSession
  /// The workspace, as `OWNER/NAME`.
  let reference: String

  func make() async throws {
    let machine = try await MachineSession(session, reference)
    let isThere = try await machine.output(
      of: Self.shell(#"[ -e "$1" ] && echo there || true"#, project.name))
    if isThere.isEmpty { try await put(machine) } else { try await refresh(machine) }
    await machine.close()
  }

  // MARK: The first time

  /// From where others clone it, if that can be reached from inside; else the files as they are here.
  private func put(_ machine: MachineSession) async throws {
    if let remote = reachableRemote {
      let clone =
        #"command -v git >/dev/null && git clone --quiet --branch "$2" "$3" "$1" 2>/dev/null && echo done || true"#
      let answer = try await machine.output(of: Self.shell(clone, project.name, project.branch, remote))
      if !answer.isEmpty { return }
    }
    guard let folder = project.folder else {
      session.view.note(
        "The project could not be cloned inside of the workspace: it needs git there, and access to it.\n")
      return
    }
    let failure = try await send(
      ProcessCommand("tar", ["-C", folder, "-cf", "-", "."], environment: session.environment), to: machine,
      Self.shell(#"mkdir -p "$1" && exec tar -C "$1" -o -xf -"#, project.name)
    ).failure
    if failure != nil {
      throw MachineSession.closed(
        "The project could not be copied into the workspace, which needs tar for that.")
    }
  }

  /// nil for an address that means something on this machine alone.
  private var reachableRemote: String? {
    project.remote.flatMap { $0.contains("://") || $0.contains("@") ? $0 : nil }
  }

  // MARK: Later

  private func refresh(_ machine: MachineSession) async throws {
    var answer = ""
    if reachableRemote != nil {
      answer = try await machine.output(of: Self.shell(Self.pull, project.name, project.branch)).text
    }
    if answer.isEmpty || answer == "unreachable", let folder = project.folder {
      let bundle = ProcessCommand(
        "git", ["-C", folder, "bundle", "create", "--quiet", "-", project.branch],
        environment: session.environment)
      answer = try await send(bundle, to: machine, Self.shell(Self.pull, project.name, project.branch, "-"))
        .output.text
    }
    tell(answer)
  }

  /// Arguments: the folder, the branch, and `-` where its commits come in by standard input. Prints what came of it.
  private static let pull = #"""
    cd "$1" 2>/dev/null && [ -e .git ] && command -v git >/dev/null || { cat >/dev/null; echo no-git; exit 0; }
    if [ "$3" = - ]; then
      draft=$(mktemp) && cat >"$draft"
      git fetch --quiet "$draft" "$2" >/dev/null 2>&1 || { rm -f "$draft"; echo unreachable; exit 0; }
      rm -f "$draft"
    else
      GIT_TERMINAL_PROMPT=0 git fetch --quiet origin "$2" >/dev/null 2>&1 || { echo unreachable; exit 0; }
    fi
    [ "$(git rev-parse HEAD)" != "$(git rev-parse FETCH_HEAD)" ] || { echo same; exit 0; }
    git merge-base --is-ancestor FETCH_HEAD HEAD && { echo same; exit 0; }
    [ "$(git symbolic-ref --quiet --short HEAD)" = "$2" ] || { echo elsewhere; exit 0; }
    if git merge --quiet --ff-only FETCH_HEAD >/dev/null 2>&1; then
      echo "moved $(git rev-parse --short=12 HEAD)"
    else
      echo own-work
    fi
    """#

  private func tell(_ answer: String) {
    let folder = "The project in the workspace"
    switch answer.split(separator: " ").first {
    case "moved": session.view.note("\(folder) is at \(answer.dropFirst(6)) now.\n")
    case "own-work":
      session.view.note(
        "\(folder) stays as it is: what was changed there is in the way of what the branch has now.\n")
    case "elsewhere":
      session.view.note("\(folder) stays as it is: it is not on the branch \(project.branch).\n")
    case "no-git":
      session.view.note("\(folder) stays as it is: to bring it up to date, git is needed there.\n")
    case "same": break
    default: session.view.note("\(folder) stays as it is: the branch cannot be reached from there.\n")
    }
  }

  // MARK: Processes

  /// Has a program inside read what a program of this machine prints.
  ///
  /// - Returns: what it prints, and its exit code where that is not 0.
  private func send(
    _ command: ProcessCommand, to machine: MachineSession, _ program: [String]
  ) async throws -> (output: [UInt8], failure: Int?) {
    let remote = try await machine.start(program)
    let local = try ChildProcess(command)
    local.finishInput()
    while let bytes = try await local.readOutput() { try await remote.write(bytes) }
    try await remote.finishWriting()
    var output: [UInt8] = []
    while let piece = try await remote.read() { if case .standard(let bytes) = piece { output += bytes } }
    let code = try await remote.exitCode()
    return (output, code == 0 ? nil : code)
  }

  private static func shell(_ script: String, _ arguments: String...) -> [String] {
    ["/bin/sh", "-c", script, "rcw"] + arguments
  }
}

extension [UInt8] {
  /// Without the line's end.
  fileprivate var text: String { String(decoding: self, as: UTF8.self).filter { !$0.isNewline } }
}
