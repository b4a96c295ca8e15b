import ProviderAPI
import Values

/// A trial under way.
struct TrialRun {
  private let trial: ResourceTrial
  private let findings: Findings
  private let block: BlockSchema
  private let spoken = Utterances()

  init(_ trial: ResourceTrial, _ findings: Findings) async throws {
    self.trial = trial
    self.findings = findings
    guard let schema = try await trial.provider.schema(of: .managed, trial.type) else {
      throw ProviderError(.notFound, "The provider has no resource type \(trial.type).")
    }
    block = schema.block
  }

  func run() async throws {
    try await checkValidation()
    var object = try await create()
    try await checkStable(object, trial.config, "after its creation")
    if let changed = trial.changed {
      object = try await update(object, to: changed)
      try await checkStable(object, changed, "after an update")
    }
    if let replacing = trial.replacing { try await checkReplacement(object, replacing) }
    try await checkImport(object)
    try await delete(object)
    for secret in trial.secrets where spoken.contain(secret) { findings.report("a secret was let out.") }
  }

  // MARK: Steps of a life

  private func checkValidation() async throws {
    for config in [trial.config, trial.changed, trial.replacing].compactMap({ $0 }) {
      let found = try await trial.provider.validate(.managed, trial.type, block.config(config))
      for problem in found where !problem.isWarning {
        findings.report("its configuration is refused: \(problem.detail)")
      }
    }
  }

  private func create() async throws -> Value {
    let plan = try await plan(nil, trial.config)
    findings.expect(plan.requiresReplace.isEmpty, "a creation requires replacement.")
    return try await apply(nil, plan, trial.config)
  }

  private func update(_ object: Value, to config: KeyedValues) async throws -> Value {
    let plan = try await plan(object, config)
    findings.expect(plan.planned != object, "a change is not planned.")
    findings.expect(
      plan.requiresReplace.isEmpty,
      "a change that should be made in place replaces, because of \(plan.requiresReplace).")
    return try await apply(object, plan, config)
  }

  private func checkReplacement(_ object: Value, _ config: KeyedValues) async throws {
    let plan = try await plan(object, config)
    findings.expect(!plan.requiresReplace.isEmpty, "a change that should replace does not.")
  }

  /// What was just applied reads back as it is, and nothing is left to change.
  private func checkStable(_ object: Value, _ config: KeyedValues, _ moment: String) async throws {
    let read = try await trial.provider.read(ReadRequest(type: trial.type, current: object)).object
    for path in object.differences(from: read) { findings.report("\(path) has drifted \(moment).") }
    let plan = try await plan(object, config)
    for path in object.differences(from: plan.planned) {
      findings.report("\(path) is to be changed again \(moment).")
    }
    findings.expect(plan.requiresReplace.isEmpty, "replacement is required \(moment).")
  }

  private func checkImport(_ object: Value) async throws {
    guard let importID = trial.importID else { return }
    guard let found = try await trial.provider.importObjects(trial.type, id: importID(object)).first else {
      return findings.report("an import does not find it.")
    }
    let read = try await trial.provider.read(ReadRequest(type: trial.type, current: found.object)).object
    for path in object.differences(from: read) where !trial.notImported.contains(path.firstName) {
      findings.report("\(path) is not imported.")
    }
  }

  /// Deleting is done twice: that there is nothing to delete is no failure.
  private func delete(_ object: Value) async throws {
    let none = Value.null(block.impliedType)
    let request = ApplyRequest(type: trial.type, prior: object, planned: none, config: none)
    for _ in 1...2 {
      let response = try await trial.provider.apply(request, spoken.operation)
      findings.expect(response.object.isNull, "something is left of a deleted object.")
    }
    if trial.isOnlyRecorded { return }
    let read = try await trial.provider.read(ReadRequest(type: trial.type, current: object)).object
    findings.expect(read.isNull, "it can still be read after its deletion.")
  }

  // MARK: Calls

  private func plan(_ prior: Value?, _ config: KeyedValues) async throws -> PlanResponse {
    let config = block.config(config)
    return try await trial.provider.plan(
      PlanRequest(
        type: trial.type, prior: prior ?? .null(block.impliedType), proposed: config, config: config))
  }

  private func apply(_ prior: Value?, _ plan: PlanResponse, _ config: KeyedValues) async throws -> Value {
    let request = ApplyRequest(
      type: trial.type, prior: prior ?? .null(block.impliedType), planned: plan.planned,
      config: block.config(config))
    let response = try await trial.provider.apply(request, spoken.operation)
    spoken.add(response.diagnostics.map { "\($0.summary) \($0.detail)" })
    for problem in response.diagnostics where !problem.isWarning { findings.report(problem.detail) }
    findings.expect(response.object.isWhollyKnown, "an applied object is not wholly known.")
    for path in response.object.breaches(of: plan.planned) {
      findings.report("\(path) is not what was planned.")
    }
    return response.object
  }
}

extension AttributePath {
  fileprivate var firstName: String {
    if case .attribute(let name) = steps.first { name } else { "" }
  }
}
