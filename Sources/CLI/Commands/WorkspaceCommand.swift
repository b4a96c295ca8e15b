import Addresses
import ArgumentParser
import Diagnostics
import StateStorage

struct WorkspaceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workspace", abstract: "Keep several states of one configuration, as Terraform does.",
    subcommands: [
      WorkspaceListCommand.self, WorkspaceShowCommand.self, WorkspaceNewCommand.self,
      WorkspaceSelectCommand.self, WorkspaceDeleteCommand.self,
    ])
}

struct WorkspaceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the workspaces, the one in use with a star.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run.editingWorkspaces(view) { workspaces, place in
      try await workspaces.names(in: place).map { "\($0 == workspaces.current ? "*" : " ") \($0)\n" }.joined()
    }
  }
}

struct WorkspaceShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the workspace in use.")

  func run() async throws {
    Output.standard.print(StateWorkspaces(environment: ProcessEnvironment.current).current + "\n")
  }
}

struct WorkspaceNewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a workspace with an empty state, and use it.")

  @Argument var name: String
  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run.editingWorkspaces(view) { workspaces, place in
      try workspaces.requireFreedom()
      try StateWorkspaces.requireValid(name)
      guard try await workspaces.names(in: place).contains(name) == false else {
        throw DiagnosticsError(
          Diagnostic(
            "workspace-exists", "Workspace exists",
            "There is a workspace \(name.quoted) already. To use it:\n    rcw workspace select \(name)"))
      }
      try await place.create(name)
      try workspaces.select(name)
      return "Created and switched to workspace \(name.quoted)!\n"
    }
  }
}

struct WorkspaceSelectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "select", abstract: "Use another workspace.")

  @Argument var name: String

  @Flag(name: .customLong("or-create"), help: "Make it when there is none of that name.")
  var orCreate = false

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run.editingWorkspaces(view) { workspaces, place in
      try workspaces.requireFreedom()
      if orCreate, try await workspaces.names(in: place).contains(name) == false {
        try StateWorkspaces.requireValid(name)
        try await place.create(name)
      }
      try await workspaces.requireExisting(name, in: place)
      try workspaces.select(name)
      return "Switched to workspace \(name.quoted).\n"
    }
  }
}

struct WorkspaceDeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Remove a workspace whose state is empty.")

  @Argument var name: String

  @Flag(help: "Remove it though objects are recorded; they stay, and nobody knows of them any more.")
  var force = false

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await Run.editingWorkspaces(view) { workspaces, place in
      try await workspaces.requireExisting(name, in: place)
      guard name != StateWorkspaces.defaultName, name != workspaces.current else {
        throw DiagnosticsError(
          Diagnostic(
            "workspace-in-use", "Workspace cannot be deleted",
            name == StateWorkspaces.defaultName
              ? "The workspace \"default\" is always there."
              : "The workspace \(name.quoted) is in use. Select another one first."))
      }
      try await requireEmpty(place)
      try await place.delete(name)
      return "Deleted workspace \(name.quoted)!\n"
    }
  }

  private func requireEmpty(_ place: StatePlace) async throws {
    let state = try await place.store(of: name).load()
    let count = state.snapshot?.addresses.count ?? 0
    guard count > 0 || !state.openIntents.isEmpty, !force else { return }
    throw DiagnosticsError(
      Diagnostic(
        "workspace-not-empty", "Workspace is not empty",
        "\(count) object(s) are recorded in the workspace \(name.quoted). Destroy them first, or delete it with -force and "
          + "leave them to themselves."))
  }
}

extension Run {
  /// Runs a command that needs nothing but the place of the states.
  fileprivate static func editingWorkspaces(
    _ view: ViewOptions, _ body: @escaping @Sendable (StateWorkspaces, StatePlace) async throws -> String
  ) async throws {
    let run = Run(
      view: view, variables: try VariableOptions.parse([]), state: try StateOptions.parse([]))
    try await run.perform { run in
      Output.standard.print(try await body(run.workspaces, run.statePlace()))
      return .success
    }
  }
}

extension StateWorkspaces {
  fileprivate func requireFreedom() throws {
    guard let dictated else { return }
    throw DiagnosticsError(
      Diagnostic(
        "workspace-dictated", "Workspace is set by the environment",
        "TF_WORKSPACE says \(dictated.quoted), which goes before any selection. Unset it first."))
  }

  fileprivate func requireExisting(_ name: String, in place: StatePlace) async throws {
    let names = try await names(in: place)
    guard !names.contains(name) else { return }
    throw DiagnosticsError(
      Diagnostic(
        "unknown-workspace", "No such workspace",
        "There is no workspace \(name.quoted).\(Suggestion.sentence(for: name, in: names)) To make it:\n"
          + "    rcw workspace new \(name.shellQuoted)"))
  }

  fileprivate static func requireValid(_ name: String) throws {
    guard !isValid(name) else { return }
    throw DiagnosticsError(
      Diagnostic(
        "invalid-workspace", "Invalid workspace name",
        "\(name.quoted) is no name for a workspace: use letters, digits and - _ . ~, and no dot at the start."
      ))
  }
}
