import Addresses
public import StateStorage
public import Values

/// A state for programs: what `show -json` prints, in Terraform's format 1.0.
public struct StateDocument: Sendable {
  private let objects: [StoredObject]
  private let outputs: [String: OutputState]
  private let checks: CheckReport

  /// - Parameter objects: those of `snapshot`, as their providers read them.
  public init(_ objects: [StoredObject], of snapshot: StateSnapshot) {
    self.objects = objects
    outputs = snapshot.outputs
    checks = CheckReport(record: snapshot.checkResults)
  }

  /// What was before a plan. The plan has checked everything anew.
  init(_ objects: [StoredObject], beforePlanOf snapshot: StateSnapshot) {
    self.objects = objects
    outputs = snapshot.outputs
    checks = CheckReport([])
  }

  public var json: JSON {
    .members([
      "format_version": "1.0", "terraform_version": .string(StateFile.writtenVersion),
      "values": objects.isEmpty && outputs.isEmpty ? nil : values, "checks": checks.document,
    ])
  }

  private var values: JSON {
    let resources = objects.map { object in
      ResourceDocument(
        address: object.address, deposedKey: object.deposedKey, provider: object.provider,
        schemaVersion: object.record.schemaVersion, value: object.value, isTainted: object.record.isTainted,
        dependencies: object.record.dependencies,
        identity: object.record.identity.map { ($0.version, $0.attributes) })
    }
    let outputs = self.outputs.sorted { $0.key < $1.key }.map { name, output in
      JSON.Member(
        name,
        ["sensitive": .bool(output.isSensitive), "value": output.valueJSON, "type": JSON(output.value.type)])
    }
    return .members([
      "outputs": outputs.isEmpty ? nil : .object(outputs),
      "root_module": ModuleDocument(path: .root, resources: resources).json,
    ])
  }
}
