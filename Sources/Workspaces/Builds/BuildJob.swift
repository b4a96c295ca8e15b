public import Catalog
import Encodings
public import StateStorage
public import Values

/// What is wanted of a workspace.
public struct BuildRequest: Sendable {
  public var transition: Build.Transition
  /// The version to build from; nil for the one that the workspace has.
  public var versionID: String?
  /// Values to set. Parameters that are not named keep what they have.
  public var parameters: [String: String] = [:]
  /// Whether values may be given for parameters that the version does not have: they are left out then, and not refused.
  public var ignoresUndeclaredParameters = false
  /// Who wants it.
  public var initiator: String
  public var reason = Build.Reason.initiator
  public var removal = Removal.everything

  public init(_ transition: Build.Transition, initiator: String) {
    self.transition = transition
    self.initiator = initiator
  }

  /// What a deletion leaves.
  public enum Removal: Hashable, Sendable {
    case everything
    /// Objects that hold data stay, and are not managed any more.
    case allButVolumes
    /// All objects stay.
    case nothing
  }
}

/// One build as the engine is to carry it out.
public struct BuildJob: Sendable {
  public var build: Build
  public var workspace: Workspace
  public var template: Template
  public var version: TemplateVersion
  public var owner: Owner
  /// Values to set, by name.
  public var parameters: [String: String]
  /// Whether those for parameters that the version does not have are left out.
  public var ignoresUndeclaredParameters: Bool
  /// What parameters go on with that are not set.
  public var previousParameters: [String: String]
  public var removal: BuildRequest.Removal

  /// What tells the template about its workspace: the variables that Coder's provisioner sets (coder/coder,
  /// `provisioner/terraform`, observed with terraform-provider-coder 2).
  public var environment: [String: String] {
    [
      "CODER_WORKSPACE_ID": workspace.id, "CODER_WORKSPACE_NAME": workspace.name,
      "CODER_WORKSPACE_OWNER": owner.name, "CODER_WORKSPACE_OWNER_NAME": owner.fullName,
      "CODER_WORKSPACE_OWNER_EMAIL": owner.email, "CODER_WORKSPACE_BUILD_ID": build.id,
      "CODER_WORKSPACE_TRANSITION": build.transition == .delete ? "destroy" : build.transition.rawValue,
      "CODER_WORKSPACE_TEMPLATE_ID": template.id, "CODER_WORKSPACE_TEMPLATE_NAME": template.name,
      "CODER_WORKSPACE_TEMPLATE_VERSION": version.name,
    ]
  }
}

extension BuildJob {
  /// What a request means for a workspace as it is on record; nothing is recorded of it yet.
  public init(
    _ workspace: Workspace, _ request: BuildRequest, owner: Owner, catalog: Catalog, now: Timestamp = .now()
  ) async throws {
    version = try await catalog.version(id: request.versionID ?? workspace.versionID)
    template = try await catalog.template(id: workspace.templateID)
    previousParameters = try await catalog.values(workspace.parameters)
    build = Build(
      id: "\(UUID.random())", workspaceID: workspace.id, transition: request.transition,
      versionID: version.id,
      now: now)
    build.initiator = request.initiator
    build.reason = request.reason
    parameters = request.parameters
    ignoresUndeclaredParameters = request.ignoresUndeclaredParameters
    removal = request.removal
    self.workspace = workspace
    self.owner = owner
  }
}

/// What a build has come to, short of an error that is thrown.
public struct BuildResult: Sendable {
  /// The values that parameters go on with after it, by name.
  public var parameters: [String: String]
  /// `2 added, 0 changed, 1 destroyed`
  public var summary: String
  /// Why not all was done; nil when all was.
  public var problem: String?
  /// Whether it was stopped by whoever asked for it.
  public var isCanceled = false
  /// Whether some of it may have been done. If not, the workspace keeps the version and the parameters that it has.
  public var isBegun = true
  /// Of the state after it.
  public var serial: Int

  public init(parameters: [String: String], summary: String, problem: String? = nil, serial: Int) {
    self.parameters = parameters
    self.summary = summary
    self.problem = problem
    self.serial = serial
  }
}

/// What plans and applies.
public protocol BuildEngine: Sendable {
  /// Carries out a build.
  ///
  /// - Parameters:
  ///   - session: the workspace's state, locked.
  ///   - begins: is called before the first thing is changed.
  /// - Throws: what keeps it from being begun, or ends it without a result.
  func perform(
    _ job: BuildJob, in session: any StateSession, begins: @Sendable () -> Void
  ) async throws -> BuildResult
}
