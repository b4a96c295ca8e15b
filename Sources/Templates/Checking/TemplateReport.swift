import Addresses
public import Diagnostics
import StateStorage
public import Values

/// What checks have found out about a configuration.
public struct TemplateReport: Sendable {
  public var warnings: [Diagnostic] = []
  /// What may be set for a workspace: the attributes of `coder_parameter`, in the order in which to ask for them.
  public var parameters = JSON.array([])
  /// The attributes of `coder_workspace_preset`.
  public var presets = JSON.array([])
  /// The types of managed resources that a new workspace has, and how many of each.
  public var resources: [String: Int] = [:]
  /// Why it could not be planned, although nothing wrong was found; nil when it was, or was not to be.
  public var unplanned: String?

  public init() {}
}

extension TemplateReport {
  /// Takes what a plan has read of parameters and presets.
  mutating func describe(_ state: StateSnapshot) {
    parameters = .array(
      Self.objects("coder_parameter", state).map { $0.without(["id", "value"]) }
        .sorted { Self.rank($0) < Self.rank($1) })
    presets = .array(
      Self.objects("coder_workspace_preset", state).map { $0.without(["id"]) }
        .sorted { Self.rank($0) < Self.rank($1) })
  }

  private static func objects(_ type: String, _ state: StateSnapshot) -> [JSON] {
    state.resources.filter { $0.key.resource.mode == .data && $0.key.resource.type == type }
      .flatMap { $0.value.instances.values.compactMap { $0.current?.attributes } }
  }

  /// Coder's order: by the number that the template gives, then by name.
  private static func rank(_ object: JSON) -> (Int, String) {
    (object["order"]?.asInt ?? 0, object["name"]?.asString ?? "")
  }
}

extension JSON {
  fileprivate func without(_ keys: Set<String>) -> JSON {
    .object((members ?? []).filter { !keys.contains($0.key) && !$0.value.isNull })
  }
}
