public import Addresses
import DAG
import Diagnostics
public import ProviderAPI
import StateStorage
public import Values

/// A recorded object with the provider that it can be reached through.
public struct ReachableObject: Sendable {
  public let address: ResourceInstanceAddress
  /// As it is recorded.
  public let object: Value
  /// Configured.
  public let provider: any Provider

  public var type: String { address.resource.type }
}

extension Inspector {
  /// A recorded object, with its provider configured from what is recorded.
  ///
  /// - Returns: nil when no such object is recorded.
  /// - Throws: ``DiagnosticsError`` when the provider cannot be configured.
  public func reach(_ address: ResourceInstanceAddress) async throws -> ReachableObject? {
    guard let resource = state.resources[ResourceKey(address.module, address.resource)],
      let recorded = resource.instances[address.key]?.current
    else { return nil }
    let target = config.providers.target(for: resource.provider(of: recorded))
    do {
      let access = ProviderAccess(pool, target, try await configuration(of: target.node))
      let provider = try await access.configured()
      guard let schema = try await pool.schema(target.address.provider, .managed, address.resource.type)
      else { return nil }
      let object = try await ObjectCodec(type: address.resource.type, schema: schema).decode(
        recorded, provider: provider)
      return ReachableObject(address: address, object: object.withoutDeepMarks, provider: provider)
    } catch let error as DiagnosticsError {
      throw error
    } catch {
      throw DiagnosticsError(BlockOrigin(address: "\(address)").diagnostics(error, doing: "reaching"))
    }
  }

  /// What a provider block says, given what is recorded; nil without a block.
  private func configuration(of node: ConfigNode?) async throws -> NodeOutput? {
    guard let node, config.graph.contains(node) else { return nil }
    guard config.cycleDiagnostics.isEmpty else { throw DiagnosticsError(config.cycleDiagnostics) }
    var diagnostics: [Diagnostic] = []
    let summary = try await config.graph.keeping([node]).walk(
      limit: 1, visit: { node, inputs in .done(await visit(node, inputs)) },
      record: { _, visit in diagnostics += visit.output.diagnostics })
    guard !diagnostics.hasErrors else { throw DiagnosticsError(diagnostics) }
    return summary.outputs[node]
  }
}
