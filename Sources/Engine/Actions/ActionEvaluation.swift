import Addresses
import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

/// Evaluates what an `action` block says for each of its instances, the same way when planning and when
/// applying.
struct ActionEvaluation: Sendable {
  let evaluation: ModuleEvaluation
  let pool: ProviderPool
  let address: ResourceAddress

  /// The values are the contents of the blocks `config`.
  func evaluate() async -> NodeOutput {
    var output = NodeOutput()
    guard let module = evaluation.config.modules[address.module],
      let action = module.resources[address.resource]
    else { return output }
    let provider = evaluation.config.providers.target(for: action, in: address.module).address.provider
    do {
      let schema = try await pool.schema(of: action, provider).block
      for path in evaluation.moduleInstances {
        let scope = evaluation.scope(of: module, in: path, for: action.repetition.references)
        var members = MemberEvaluation(scope: scope, context: action.range)
        let found = members.members(action.repetition)
        output.diagnostics += members.diagnostics
        output.members[path] = found
        var values: [InstanceKey: Value] = [:]
        for (key, member) in found?.elements ?? [] {
          let scope = evaluation.scope(
            of: module, in: path, for: evaluation.config.references[evaluation.node] ?? [], member)
          var decoder = BodyDecoder(scope: scope, resource: action)
          values[key] = decoder.decode(action.body, schema: schema)
          output.diagnostics += decoder.diagnostics
        }
        output.values[path] = found?.assemble { values[$0] }
      }
    } catch {
      let origin = BlockOrigin(address: "\(address)", body: action.body, header: action.range)
      output.diagnostics += origin.diagnostics(error, doing: "evaluating")
    }
    return output
  }
}

extension NodeOutput {
  /// The value of one instance of a resource or action.
  func member(_ address: ResourceInstanceAddress) -> Value? {
    let whole = values[address.module]
    switch (members[address.module]?.shape, address.key) {
    case (.count, .index(let index)):
      return whole?.elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    case (.forEach, .key(let key)): return whole?.keyedElements?[key]
    case (.single, .none): return whole.flatMap { $0.isNull ? nil : $0 }
    default: return nil
    }
  }
}
