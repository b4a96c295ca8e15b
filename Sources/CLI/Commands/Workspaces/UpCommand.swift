import ArgumentParser
import Catalog
import Diagnostics
import Glibc
import ProviderAPI
import ProviderKit
import StateStorage
import Templates
import Values
import Workspaces

struct UpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Have the workspace of a project's branch, with the project in it.",
    discussion: """
      A project says what its workspace is in .rcw/workspace.hcl, or in .devcontainer/devcontainer.json. There is one workspace
      for each branch; up again brings it to what the project says now.
      """)

  @Argument(help: "A folder of the project, or the address of its repository.") var source = "."

  @Option(help: ArgumentHelp("The branch, tag or commit, for an address.", valueName: "ref"))
  var ref: String?

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let project = try await Project(source, reference: ref, session)
      let (desired, content) = try project.wanted(session)
      if let content { try await push(content, as: desired.template, project, session) }
      let plan = try await FleetPlan(
        [desired], fleet: project.fleet, user: session.user, prunes: false, catalog: session.catalog)
      guard let item = plan.items.first(where: { $0.desired != nil }) else { return .failure }
      let job = FleetJob(session: session, fleet: project.fleet, item: item) { session.view.note($0) }
      if let problem = await job.run() {
        session.view.note(problem)
        return .failure
      }
      try await ProjectCopy(project: project, session: session, reference: item.reference).make()
      let name = session.reference(try await session.catalog.workspace(owner: item.owner, name: item.name))
      let branch = ref.map { " --ref \($0)" } ?? ""
      Output.standard.print(
        "\nThe workspace \(name) is up.\n    rcw ssh \(name)\n    rcw down \(source)\(branch)\n")
      return .success
    }
  }

  private func push(
    _ content: TemplateContent, as name: String, _ project: Project, _ session: CatalogSession
  ) async throws {
    let run = Run(session)
    var push = TemplatePush(
      run: run, library: session.library, name: name, content: content,
      author: Person.author(session.environment))
    push.needsReadme = false
    push.message = "From \(project.remote ?? project.folder ?? project.name), \(project.branch)"
    _ = try await push.push()
  }
}

struct DownCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down", abstract: "Stop the workspace of a project's branch.")

  @Argument(help: "A folder of the project, or the address of its repository.") var source = "."

  @Option(help: ArgumentHelp("The branch, tag or commit, for an address.", valueName: "ref"))
  var ref: String?

  @Flag(help: "Delete it, with what it keeps.")
  var delete = false

  @OptionGroup var approval: YesOption
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await CatalogSession.perform(view) { session in
      let project = try await Project(source, reference: ref, session)
      let (desired, _) = try project.wanted(session)
      let owner = try desired.owner ?? session.user.name
      let workspace = try await session.catalog.workspace(owner: owner, name: desired.name)
      if delete {
        let name = session.reference(workspace)
        guard try WorkspaceJob.mayDelete(name, approval, session.view) else { return .failure }
      }
      let request = BuildRequest(delete ? .delete : .stop, initiator: try session.user.name)
      return try await WorkspaceJob(session, workspace, request).run()
    }
  }
}

extension Project {
  /// What tells the workspaces of its branches from those of others.
  var fleet: String { "\(remote ?? folder ?? name)#\(branch)" }
}

/// Puts a project into a workspace, where it is not there yet.
private struct ProjectCopy {
  let project: Project
  let session: CatalogSession
  let reference: String

  func make() async throws {
    let machine = try await MachineSession(session, reference)
    let isThere = try await machine.output(
      of: Self.shell(#"[ -e "$1" ] && echo there || true"#, project.name))
    if isThere.isEmpty { try await put(machine) }
    await machine.close()
  }

  /// From where others clone it, if that can be reached from inside; else the files as they are here.
  private func put(_ machine: MachineSession) async throws {
    if let remote = project.remote, remote.contains("://") || remote.contains("@") {
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
    let remote = try await machine.start(
      Self.shell(#"mkdir -p "$1" && exec tar -C "$1" -xf -"#, project.name))
    let local = try ChildProcess(
      ProcessCommand("tar", ["-C", folder, "-cf", "-", "."], environment: session.environment))
    local.finishInput()
    while let bytes = try await local.readOutput() { try await remote.write(bytes) }
    try await remote.finishWriting()
    while try await remote.read() != nil {}
    guard try await remote.exitCode() == 0 else {
      throw MachineSession.closed(
        "The project could not be copied into the workspace, which needs tar for that.")
    }
  }

  private static func shell(_ script: String, _ arguments: String...) -> [String] {
    ["/bin/sh", "-c", script, "rcw"] + arguments
  }
}
