import Addresses
import Catalog
import Diagnostics
import StateStorage
import Values
import Workspaces

/// What `rcw show WORKSPACE` prints.
struct WorkspaceReport: Sendable {
  private let reference: String
  private let options: ViewOptions

  init(_ reference: String, _ options: ViewOptions) {
    self.reference = reference
    self.options = options
  }

  func show() async throws {
    try await CatalogSession.perform(options.plain) { session in
      try await session.endInterruptedBuilds()
      let workspace = try await session.workspace(reference)
      let facts = try await Facts(workspace, session)
      Output.standard.print(
        options.json ? facts.json.text() + "\n" : facts.text(options.style(session.environment)))
      return .success
    }
  }

  /// Everything that is known of a workspace without a look at its platform, but for how its agents are.
  private struct Facts {
    let workspace: Workspace
    let name: String
    let template: Template
    let version: TemplateVersion
    let build: Build?
    let contents: WorkspaceContents
    /// By name. Secrets are not told apart, so that none is shown but with the parameters' own names.
    let parameters: [String: String]
    /// What stays when it is stopped; nil where that cannot be told.
    let kept: Set<ResourceInstanceAddress>?
    /// By the agent's id: `ready`, `starting`; empty where that cannot be had.
    let health: [String: String]

    init(_ workspace: Workspace, _ session: CatalogSession) async throws {
      self.workspace = workspace
      name = session.reference(workspace)
      template = try await session.catalog.template(id: workspace.templateID)
      version = try await session.catalog.version(id: workspace.versionID)
      build = try await session.catalog.latestBuild(of: workspace)
      let state = try await session.catalog.state(of: workspace.id).load().snapshot ?? StateSnapshot()
      contents = WorkspaceContents(state)
      parameters = try await session.catalog.values(workspace.parameters)
      kept = (try? await WorkspacePreview(session: session).kept(workspace, version)).map(Set.init)
      health = await AgentHealth(session).states(of: contents, name: name)
    }

    func text(_ style: Style) -> String {
      var lines = [
        ("Workspace", "\(workspace.owner)/\(workspace.name)"),
        (
          "Template", "\(template.name) \(version.name)\(isOutdated ? " (outdated: rcw update \(name))" : "")"
        ),
        ("Status", status),
      ]
      if let autostart = workspace.autostart {
        lines.append(("Starts at", "\(autostart) \(workspace.timeZone ?? "UTC")"))
      }
      if let deadline = build?.deadline, WorkspaceStatus(build) == .started {
        lines.append(("Stops at", "\(deadline)"))
      }
      lines += parameters.sorted { $0.key < $1.key }.map { ("Parameter \($0.key)", $0.value) }
      let width = lines.map(\.0.count).max() ?? 0
      let head = lines.map { style($0.0.padded(to: width), .dim) + "  \($0.1)\n" }.joined()
      return head + agentsText(style) + resourcesText(style)
    }

    private var isOutdated: Bool { template.activeVersionID.map { $0 != workspace.versionID } ?? false }

    private var status: String {
      let word = WorkspaceStatus(build).rawValue
      let dormant = workspace.dormantSince.map { ", dormant since \($0)" } ?? ""
      guard let build else { return word }
      let problem = build.problem.map { ": \($0)" } ?? ""
      return "\(word) (build \(build.number), \(build.created))\(dormant)\(problem)"
    }

    private func agentsText(_ style: Style) -> String {
      contents.agents.map { agent in
        let state = health[agent.id].map { ", \($0)" } ?? ""
        let place = agent.machine.map { " in \($0)" } ?? ""
        let head =
          "\n\(style("Agent \(agent.name)", .bold))\(place) (\(agent.system)/\(agent.architecture)\(state))\n"
        let apps = agent.apps.filter { !$0.isHidden }.map { app in
          "  \(app.slug.padded(to: 16))  \(app.displayName.padded(to: 24))  \(app.url ?? app.command ?? "")\n"
        }
        return head + apps.joined()
      }.joined()
    }

    private func persistence(_ resource: WorkspaceContents.Resource) -> String {
      kept?.contains(resource.address) == true ? "  persists when stopped" : ""
    }

    /// A hash as platforms' own commands show it.
    private static func short(_ id: String) -> String {
      id.count == 64 && id.allSatisfy(\.isHexDigit) ? String(id.prefix(12)) : id
    }

    private func resourcesText(_ style: Style) -> String {
      let visible = contents.resources.filter { !$0.isHidden }
      guard !visible.isEmpty else { return "" }
      let width = visible.map { "\($0.address)".count }.max() ?? 0
      let lines = visible.map { resource in
        "  \("\(resource.address)".padded(to: width))  \(style(Self.short(resource.id), .dim))\(persistence(resource))\n"
          + resource.facts.map { "      \($0.key): \($0.isSensitive ? "(sensitive)" : $0.value)\n" }.joined()
      }
      return "\n\(style("Resources", .bold))\n" + lines.joined()
    }

    var json: JSON {
      .object([
        .init("id", .string(workspace.id)), .init("name", .string(workspace.name)),
        .init("owner_name", .string(workspace.owner)), .init("template_name", .string(template.name)),
        .init("template_version_name", .string(version.name)), .init("outdated", .bool(isOutdated)),
        .init("status", .string(WorkspaceStatus(build).rawValue.lowercased())),
        .init("latest_build", build.map(BuildDocument.json) ?? .null),
        .init(
          "parameters",
          .object(parameters.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
        .init("agents", .array(contents.agents.map(agentJSON))),
        .init("resources", .array(contents.resources.map(resourceJSON))),
      ])
    }

    private func agentJSON(_ agent: WorkspaceContents.Agent) -> JSON {
      .object([
        .init("id", .string(agent.id)), .init("name", .string(agent.name)),
        .init("operating_system", .string(agent.system)), .init("architecture", .string(agent.architecture)),
        .init("machine", agent.machine.map { .string("\($0)") } ?? .null),
        .init("lifecycle_state", health[agent.id].map { .string($0) } ?? .null),
        .init(
          "apps",
          .array(
            agent.apps.map { app in
              .object([
                .init("slug", .string(app.slug)), .init("display_name", .string(app.displayName)),
                .init("url", app.url.map { .string($0) } ?? .null),
                .init("command", app.command.map { .string($0) } ?? .null),
                .init("external", .bool(app.isExternal)), .init("hidden", .bool(app.isHidden)),
              ])
            })),
      ])
    }

    private func resourceJSON(_ resource: WorkspaceContents.Resource) -> JSON {
      .object([
        .init("address", .string("\(resource.address)")), .init("id", .string(resource.id)),
        .init("persists", kept.map { .bool($0.contains(resource.address)) } ?? .null),
        .init(
          "metadata",
          .array(
            resource.facts.map {
              .object([
                .init("key", .string($0.key)), .init("value", .string($0.value)),
                .init("sensitive", .bool($0.isSensitive)),
              ])
            })),
      ])
    }
  }
}

extension ViewOptions {
  /// The options of a command that prints one document itself.
  var plain: ViewOptions {
    var plain = self
    plain.json = false
    return plain
  }
}

/// Asks agents how they are.
struct AgentHealth: Sendable {
  private let session: CatalogSession

  init(_ session: CatalogSession) { self.session = session }

  /// What each agent says of itself (`agent.sh`); nothing for those that cannot be asked.
  func states(of contents: WorkspaceContents, name: String) async -> [String: String] {
    var states: [String: String] = [:]
    for agent in contents.agents where agent.machine != nil {
      guard let machine = try? await MachineSession(session, "\(name).\(agent.name)") else { continue }
      let script = "cat /tmp/rcw-agent/\(agent.id)/status"
      let output = try? await machine.output(of: ["/bin/sh", "-c", script])
      await machine.close()
      let text = output.map { String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace } }
      states[agent.id] = text.flatMap { $0.isEmpty ? nil : $0 } ?? "unreachable"
    }
    return states
  }
}
