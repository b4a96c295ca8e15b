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
      guard let item = plan.items.first(where: { $0.desired != nil }) else {
        throw DiagnosticsError(plan.problems)
      }
      let job = FleetJob(session: session, fleet: project.fleet, item: item) { session.view.note($0) }
      if let problem = await job.run() {
        session.view.note(problem)
        return .failure
      }
      try await ProjectCopy(project: project, session: session, reference: item.reference).make()
      let name = session.reference(try await session.catalog.workspace(owner: item.owner, name: item.name))
      let branch = ref.map { " --ref \($0)" } ?? ""
      session.view.say(
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
