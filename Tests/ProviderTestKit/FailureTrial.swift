public import ProviderAPI
public import Testing
public import Values

/// One resource in a world that fails: each verb must tell what kind of failure it met.
public struct FailureTrial: Sendable {
  public var type: String
  public var config: KeyedValues
  /// The object as a world in order has made it.
  public var object: Value
  /// Values that no error may show.
  public var secrets: [String]

  public init(_ type: String, _ config: KeyedValues, object: Value, secrets: [String] = []) {
    self.type = type
    self.config = config
    self.object = object
    self.secrets = secrets
  }

  /// Records an issue for each verb that does not throw the code, called on a provider whose remote side
  /// fails that way. What is not found is no failure to a read or a delete.
  public func verify(
    _ code: ProviderError.Code, _ provider: any Provider, at location: SourceLocation = #_sourceLocation
  ) async throws {
    guard let schema = try await provider.schema(of: .managed, type) else { return }
    let (config, none) = (schema.block.config(config), Value.null(schema.block.impliedType))
    let findings = Findings(subject: "\(type) in a world that answers \(code.rawValue)", location: location)
    let plan = try await provider.plan(PlanRequest(type: type, prior: none, proposed: config, config: config))
    let create = ApplyRequest(type: type, prior: none, planned: plan.planned, config: config)
    let delete = ApplyRequest(type: type, prior: object, planned: none, config: none)
    let isGone = code == .notFound

    await expect(code, findings, "create") { _ = try await provider.apply(create, Operation(id: "trial-2")) }
    await expect(isGone ? nil : code, findings, "read") {
      let read = try await provider.read(ReadRequest(type: type, current: object))
      findings.expect(!isGone || read.object.isNull, "what is gone is still read.")
    }
    await expect(isGone ? nil : code, findings, "delete") {
      _ = try await provider.apply(delete, Operation(id: "trial-3"))
    }
  }

  private func expect(
    _ code: ProviderError.Code?, _ findings: Findings, _ verb: String, _ body: () async throws -> Void
  ) async {
    do {
      try await body()
      if let code { findings.report("\(verb) does not throw \(code.rawValue).") }
    } catch {
      let found = (error as? ProviderError)?.code
      findings.expect(found != nil && found == code, "\(verb) throws \(error).")
      for secret in secrets where "\(error)".contains(secret) {
        findings.report("\(verb) lets out a secret.")
      }
    }
  }
}
