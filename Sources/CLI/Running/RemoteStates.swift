import Addresses
import Diagnostics
import ProviderAPI
import ProviderKit
import ProviderUtility
import StateBackends
import StateStorage
import Values

/// Reads the outputs of other states for `terraform_remote_state`, from any backend.
struct RemoteStates: Sendable {
  let environment: [String: String]
  let http: HTTPClient.Configuration
  let codec: @Sendable () throws -> StateCodec

  /// - Returns: nil when nothing is stored there.
  func outputs(_ request: RemoteStateRequest) async throws -> KeyedValues? {
    guard StateWorkspaces.isValid(request.workspace) else {
      throw ProviderError(
        .invalid, "\(request.workspace.quoted) cannot name a workspace.",
        attribute: AttributePath("workspace"))
    }
    let kind = try kind(request.backend)
    let backend = try await kind.backend(
      try Self.config(request.config, kind), BackendContext(environment: environment, http: http))
    guard let content = try await backend.document(for: request.workspace).read() else { return nil }
    let state = try await codec().decode(content)
    return KeyedValues(state.outputs.map { ($0.key, $0.value.value) })
  }

  private func kind(_ name: String) throws -> BackendKind {
    if let kind = BackendKind(named: name) { return kind }
    let names = BackendKind.all.map(\.name)
    throw ProviderError(
      .invalid,
      "There is no backend \(name.quoted).\(Suggestion.sentence(for: name, in: names)) There are "
        + "\(names.joined(separator: ", ")).", attribute: AttributePath("backend"))
  }

  /// The arguments as an object of the backend's schema.
  private static func config(_ given: KeyedValues, _ kind: BackendKind) throws -> Value {
    let attributes = kind.schema.attributes
    if let extra = given.first(where: { attributes[$0.key] == nil && !$0.value.isNull })?.key {
      throw ProviderError(
        .invalid,
        "The backend \(kind.name.quoted) has no argument \(extra.quoted)."
          + Suggestion.sentence(for: extra, in: attributes.keys), attribute: AttributePath("config"))
    }
    return .object(
      KeyedValues(
        try attributes.map { name, attribute in
          do {
            return (name, try (given[name] ?? .null(attribute.type)).converted(to: attribute.type))
          } catch {
            throw ProviderError(
              .invalid, "The argument \(name.quoted) does not fit: \(error).",
              attribute: AttributePath("config"))
          }
        }))
  }
}
