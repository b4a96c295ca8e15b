import Engine
import ProviderAPI
import Values

/// Configurations and plans.
extension ProviderTrial {
  /// Every type is asked about a configuration with made-up values, and one in which nothing is known yet.
  func checkValidation(_ provider: any Provider) async {
    var (count, problems) = (0, 0)
    for kind in Self.kinds {
      for (name, schema) in (try? await schemas(kind, provider)) ?? [] {
        count += 1
        do {
          let made = try await provider.validate(kind, name, schema.block.leastConfig(Value.sample))
          let open = try await provider.validate(kind, name, schema.block.leastConfig { .unknown($0) })
          if made.problem == nil, let problem = open.problem {
            warn(
              "validation", of: name,
              "A configuration is refused only because its values are known after apply: \(problem)")
          }
        } catch {
          problems += 1
          failed("validation", of: name, "\(error)")
        }
      }
    }
    if problems == 0 {
      passed("validation", "It judges configurations of its \(count) types, also those not known yet.")
    }
  }

  /// - Returns: whether it can be asked to plan.
  func checkConfiguration(_ provider: any Provider) async -> Bool {
    do {
      let schema = try await provider.configurationSchema().block
      let config =
        try world.provider.map { try schema.config($0) } ?? schema.leastConfig { .null($0) }
      let validation = try await provider.validateConfiguration(config).problem
      let problem: String?
      if let validation {
        problem = validation
      } else {
        problem = try await provider.configure(config).problem
      }
      guard let problem else {
        passed("configuration", "It takes its configuration.")
        return true
      }
      if world.provider == nil {
        skipped(
          "configuration", "Without a configuration it cannot plan (-with says what to give it): \(problem)")
      } else {
        failed("configuration", problem)
      }
    } catch {
      failed("configuration", "\(error)")
    }
    return false
  }

  /// Whatever the values: a plan keeps what the configuration sets, and invents nothing.
  func checkPlans(_ provider: any Provider) async {
    var planned = 0
    for (name, schema) in (try? await schemas(.managed, provider)) ?? [] {
      let samples = [schema.block.leastConfig(Value.sample), schema.block.leastConfig { .unknown($0) }]
      for config in samples {
        do {
          if try await plans(name, schema.block, config, provider) { planned += 1 }
        } catch {
          failed("plan", of: name, "\(error)")
        }
      }
    }
    if planned > 0 {
      passed("plan", "It planned \(planned) new objects from made-up configurations.")
    } else {
      skipped("plan", "It accepts none of the made-up configurations. -with says what to plan instead.")
    }
  }

  /// - Returns: whether there is a plan. That made-up values are refused is no mistake.
  private func plans(
    _ type: String, _ block: BlockSchema, _ config: Value, _ provider: any Provider
  ) async throws -> Bool {
    guard try await provider.validate(.managed, type, config).problem == nil else { return false }
    let request = PlanRequest(change: type, block, from: .null(block.impliedType), config)
    let plan: PlanResponse
    do {
      plan = try await provider.plan(request)
    } catch let error as ProviderError where error.code != .protocolViolation && error.code != .unavailable {
      return false
    }
    guard plan.diagnostics.problem == nil else { return false }
    try PlanConformance(schema: block, type: type).check(plan, request)
    if !plan.usesLegacyTypeSystem {
      for (name, value) in config.keyedElements ?? [:] where !value.isKnown {
        guard plan.planned.keyedElements?[name]?.isKnown == true else { continue }
        failed("plan", of: type, "The plan has a value for \(name), which is known only after apply.")
      }
    }
    return true
  }
}

extension PlanRequest {
  /// A change from an object to what a configuration wants, as the engine asks for it.
  init(
    change type: String, _ block: BlockSchema, from prior: Value, _ config: Value, privateData: [UInt8] = [],
    identity: Value? = nil
  ) {
    self.init(
      type: type, prior: prior, proposed: ProposedObject.merge(block, prior: prior, config: config),
      config: config, privateData: privateData, identity: identity)
  }
}

extension BlockSchema {
  /// A configuration as JSON says it.
  func config(_ json: JSON) throws -> Value {
    withEmptyBlocks(try Value(json, as: impliedType, droppingExtraAttributes: false))
  }
}
