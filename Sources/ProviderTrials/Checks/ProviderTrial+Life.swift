import Engine
import ProviderAPI
import Values

/// The lives of objects that may be made.
extension ProviderTrial {
  func checkLife(_ life: TrialWorld.Life, _ provider: any Provider) async {
    do {
      guard let schema = try await provider.schema(of: .managed, life.type) else {
        return failed("life", of: life.type, "The provider has no such type.")
      }
      var trial = LifeTrial(trial: self, provider: provider, type: life.type, schema: schema)
      try await trial.run(
        try schema.block.config(life.config), try life.changed.map { try schema.block.config($0) })
    } catch {
      failed("life", of: life.type, "\(error)")
    }
  }
}

/// One object, from its creation to its deletion.
private struct LifeTrial {
  let trial: ProviderTrial
  let provider: any Provider
  let type: String
  let schema: Schema
  private var object: Value
  private var privateData: [UInt8] = []
  private var identity: Value?

  private var block: BlockSchema { schema.block }

  init(trial: ProviderTrial, provider: any Provider, type: String, schema: Schema) {
    (self.trial, self.provider, self.type, self.schema) = (trial, provider, type, schema)
    object = .null(schema.block.impliedType)
  }

  mutating func run(_ config: Value, _ changed: Value?) async throws {
    if let problem = try await provider.validate(.managed, type, config).problem {
      return trial.failed("life", of: type, "The configuration is refused: \(problem)")
    }
    guard try await apply(config, "create") else { return try await delete() }
    try await checkStable(config, "create")
    if let changed, try await apply(changed, "change") { try await checkStable(changed, "change") }
    await checkImports()
    try await delete()
  }

  /// - Returns: whether it went well.
  private mutating func apply(_ config: Value, _ check: String) async throws -> Bool {
    let request = PlanRequest(
      change: type, block, from: object, config, privateData: privateData, identity: identity)
    let plan = try await provider.plan(request)
    if let problem = plan.diagnostics.problem {
      trial.failed(check, of: type, problem)
      return false
    }
    let conformance = PlanConformance(schema: block, type: type)
    try conformance.check(plan, request)
    guard object.isNull || plan.requiresReplace.isEmpty else {
      trial.skipped(check, of: type, "This change is made by replacement.")
      return false
    }
    let made = try await provider.apply(
      ApplyRequest(
        type: type, prior: object, planned: plan.planned, config: config, privateData: plan.privateData,
        identity: plan.identity),
      Operation(id: "trial"))
    (object, privateData, identity) = (made.object, made.privateData, made.identity ?? identity)
    if let problem = made.diagnostics.problem {
      trial.failed(check, of: type, problem)
      return false
    }
    try conformance.check(applied: made.object, planned: plan.planned, isLegacy: made.usesLegacyTypeSystem)
    trial.passed(check, of: type, "What was planned was done.")
    return true
  }

  /// What was just made reads back as it is, and nothing is left to be done.
  private mutating func checkStable(_ config: Value, _ moment: String) async throws {
    let read = try await provider.read(
      ReadRequest(type: type, current: object, privateData: privateData, identity: identity))
    if let problem = read.diagnostics.problem { return trial.failed("read", of: type, problem) }
    guard !read.object.isNull else {
      return trial.failed("read", of: type, "After \(moment), there is nothing to read.")
    }
    let drifted = object.differingMembers(from: read.object)
    if drifted.isEmpty {
      trial.passed("read", of: type, "After \(moment), it reads back as it was made.")
    } else {
      trial.failed(
        "read", of: type, "After \(moment), these read back otherwise: \(drifted.joined(separator: ", ")).")
    }
    checkIdentity(read.identity, moment)
    (object, privateData, identity) = (read.object, read.privateData, read.identity ?? identity)
    let plan = try await provider.plan(
      PlanRequest(change: type, block, from: object, config, privateData: privateData, identity: identity))
    let open = object.differingMembers(from: plan.planned)
    // What a plan says of replacement counts only for what it changes.
    if open.isEmpty {
      trial.passed("no-op", of: type, "After \(moment), nothing is left to be done.")
    } else {
      trial.failed(
        "no-op", of: type, "After \(moment), a plan without edits changes: \(open.joined(separator: ", ")).")
    }
  }

  /// What tells an object apart is known once it has been made or read, and stays.
  private func checkIdentity(_ found: Value?, _ moment: String) {
    guard schema.identity != nil else { return }
    let now = found ?? identity
    if now == nil {
      trial.failed("identity", of: type, "After \(moment), nothing is said of its identity.")
    } else if identity == nil || now == identity {
      trial.passed("identity", of: type, "After \(moment), it is told apart by what it was.")
    } else {
      trial.failed("identity", of: type, "After \(moment), its identity reads back otherwise.")
    }
  }

  // MARK: Importing

  /// By its id and by its identity, where it has them.
  private func checkImports() async {
    if let id = object.keyedElements?["id"]?.asString, !id.isEmpty {
      await checkImport("id") { try await provider.importObjects(type, id: id) }
    } else {
      trial.skipped("import", of: type, "It has no attribute \"id\" that is a text.")
    }
    if let identity {
      await checkImport("identity") { try await provider.importObjects(type, identity: identity) }
    }
  }

  private func checkImport(_ subject: String, _ find: () async throws -> [ImportedObject]) async {
    do {
      guard let found = try await find().first else {
        return trial.failed("import", of: type, "An import by its \(subject) finds nothing.")
      }
      let read = try await provider.read(
        ReadRequest(
          type: type, current: found.object, privateData: found.privateData, identity: found.identity)
      ).object
      let missing = object.differingMembers(from: read)
      if missing.isEmpty {
        trial.passed("import", of: type, "An import by its \(subject) finds all of it.")
      } else {
        trial.warn(
          "import", of: type,
          "An import by its \(subject) does not find out: \(missing.joined(separator: ", ")).")
      }
    } catch {
      trial.warn("import", of: type, "It cannot be imported by its \(subject): \(error)")
    }
  }

  private mutating func delete() async throws {
    guard !object.isNull else { return }
    let none = Value.null(block.impliedType)
    let gone = try await provider.apply(
      ApplyRequest(type: type, prior: object, planned: none, config: none, privateData: privateData),
      Operation(id: "trial"))
    guard gone.diagnostics.problem == nil, gone.object.isNull else {
      return trial.failed(
        "delete", of: type, gone.diagnostics.problem ?? "Something is left of a deleted object.")
    }
    trial.passed("delete", of: type, "It was deleted.")
  }
}

extension Value {
  /// The members of an object that are otherwise in another, by name.
  fileprivate func differingMembers(from other: Value) -> [String] {
    let (mine, others) = (keyedElements ?? [:], other.keyedElements ?? [:])
    return Set(mine.keys + others.keys).sorted().filter { name in
      let (left, right) = (mine[name], others[name])
      return left != right && !((left?.isNull ?? true) && (right?.isNull ?? true))
    }
  }
}
