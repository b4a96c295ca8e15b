import Diagnostics
import HCL
import Language
import ProviderAPI
import Values

/// Validates the provisioners of one block.
struct ProvisionerValidator {
  let address: String
  let scope: any EvaluationScope
  let context: SourceRange
  let kinds: [String: any Provisioner]

  func check(_ provisioners: [ProvisionerConfig], connection: Block?) -> [Diagnostic] {
    provisioners.flatMap { check($0, connection) }
  }

  private func check(_ provisioner: ProvisionerConfig, _ connection: Block?) -> [Diagnostic] {
    guard let kind = kinds[provisioner.type] else { return [unknown(provisioner)] }
    var reader = ProvisionerReader(scope: scope, context: context)
    let config = reader.config(of: provisioner, kind)
    let reached = reader.connection(of: provisioner, connection)
    guard !reader.diagnostics.hasErrors else { return reader.diagnostics }
    let origin = BlockOrigin(address: address, body: provisioner.body, header: provisioner.range)
    var findings = kind.validate(config.withoutDeepMarks)
    if kind.needsConnection, reached.isNull {
      findings.append(
        ProviderDiagnostic(
          "Missing connection",
          "The provisioner works on the object itself, so a connection block has to say how to reach it."))
    }
    return reader.diagnostics + findings.map(origin.diagnostic)
  }

  private func unknown(_ provisioner: ProvisionerConfig) -> Diagnostic {
    let names = kinds.keys.sorted()
    let suggestion = Suggestion.sentence(for: provisioner.type, in: names)
    return Diagnostic(
      "unknown-provisioner", "Unknown provisioner",
      "There is no provisioner \"\(provisioner.type)\"; there are \(names.joined(separator: ", ")).\(suggestion)",
      at: provisioner.typeRange, in: context)
  }
}
