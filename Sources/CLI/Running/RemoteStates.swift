import ProviderAPI
import ProviderUtility
import StateStorage
import Values

/// Reads the outputs of other states for `terraform_remote_state`.
struct RemoteStates: Sendable {
  /// - Returns: nil when nothing is stored there.
  func outputs(_ request: RemoteStateRequest) async throws -> KeyedValues? {
    guard request.backend == "local" else {
      throw ProviderError(
        .invalid, "States in the backend \"\(request.backend)\" cannot be read by this version of rcw.",
        attribute: AttributePath("backend"))
    }
    guard let content = try FileAccess.read(try path(request)) else { return nil }
    let state = try StateFile.decode(content)
    return KeyedValues(state.outputs.map { ($0.key, $0.value.value) })
  }

  /// Where the local backend keeps the state of a workspace.
  private func path(_ request: RemoteStateRequest) throws -> String {
    let known: Set = ["path", "workspace_dir"]
    if let extra = request.config.first(where: { !known.contains($0.key) && !$0.value.isNull })?.key {
      throw ProviderError(
        .invalid, "The backend \"local\" has no argument \"\(extra)\"; it has path and workspace_dir.",
        attribute: AttributePath("config"))
    }
    if request.workspace == Workspaces.defaultName {
      return request.config["path"]?.asString ?? "terraform.tfstate"
    }
    guard Workspaces.isValid(request.workspace) else {
      throw ProviderError(
        .invalid, "\"\(request.workspace)\" cannot name a workspace.", attribute: AttributePath("workspace"))
    }
    let folder = request.config["workspace_dir"]?.asString ?? "terraform.tfstate.d"
    return "\(folder)/\(request.workspace)/terraform.tfstate"
  }
}
