import Addresses
import Crypto
import DAG
import Encodings
public import Language
public import ProviderAPI
import StateStorage
public import Values

/// A plan as it is saved, to be carried out later exactly as it was shown.
///
/// The file is one line, `rcw-plan VERSION SHA256`, and a JSON document. It holds what planning computed,
/// sensitive values included, and it fits one configuration, one state and one version of the program.
public struct PlanFile: Sendable {
  public static let formatVersion = 3

  public var plan: Plan
  /// Of the root module's variables.
  public var variables: [String: Value]
  public var details: PlanFileDetails

  public init(_ plan: Plan, variables: [String: Value], details: PlanFileDetails) {
    self.plan = plan
    self.variables = variables
    self.details = details
  }
}

/// What a saved plan belongs to.
public struct PlanFileDetails: Hashable, Sendable {
  /// The version of the program that made the plan.
  public var program: String
  /// When the plan was made, as RFC 3339 says it.
  public var created: String
  /// The digest of the configuration; see ``ModuleConfig/digest``.
  public var configDigest: String
  /// The provider parameters, workspace and options that the plan was made with, for the command that
  /// applies it.
  public var settings: [String: String]

  public init(program: String, created: String, configDigest: String, settings: [String: String] = [:]) {
    self.program = program
    self.created = created
    self.configDigest = configDigest
    self.settings = settings
  }
}

/// Why a saved plan cannot be used.
public struct PlanFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// Not a plan, or damaged.
    case malformed
    /// Made by another version of the program.
    case otherVersion
    /// Made for another configuration or state than there is now.
    case stale
  }

  public var code: Code
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}

extension PlanFile {
  private static let magic = "rcw-plan"

  /// Whether a file's content is a saved plan, be it a damaged one.
  public static func isPlan(_ content: [UInt8]) -> Bool { content.starts(with: Array("\(magic) ".utf8)) }

  public func encode() -> [UInt8] {
    let body = record.bytes()
    let head = "\(Self.magic) \(Self.formatVersion) \(Hexadecimal.encode(SHA256.hash(data: body)))\n"
    return Array(head.utf8) + body
  }

  private var record: JSON {
    [
      "details": details.record, "mode": .string(plan.mode.rawValue),
      "state": .string(String(decoding: StateFile.encode(plan.priorState), as: UTF8.self)),
      "variables": KeyedValues(
        variables.filter { !$0.value.deepMarks.contains(.ephemeral) }.map { ($0, $1) }
      ).record,
      "changes": plan.changes.map(ChangeRecord.init).record, "actions": plan.invocations.record,
      "drift": plan.drift.map(ChangeRecord.init).record, "outputs": plan.outputs.record,
      "checks": plan.checks.record, "refreshed": plan.refreshed.record, "steps": plan.steps.record,
      "known": .array(plan.known.map { ["node": $0.key.record, "output": $0.value.record] }),
    ]
  }

  /// Reads a saved plan for the configuration `root`.
  ///
  /// - Parameter program: the version of the program that is going to use the plan.
  /// - Throws: ``PlanFileError``; ``ProviderError`` when a provider or type of the plan is not to be had.
  public static func decode(
    _ content: [UInt8], root: ModuleConfig, providers: any ProviderSource, program: String
  ) async throws -> PlanFile {
    let json = try document(content)
    let details = try PlanFileDetails(record: json.required("details"))
    guard details.program == program else {
      throw PlanFileError(
        .otherVersion,
        "The plan was made by rcw \(details.program), and this is rcw \(program). Make a new plan.")
    }
    let schemas = ProviderPool(providers)
    let plan = Plan(
      mode: Plan.Mode(rawValue: try json.string("mode")) ?? .normal, steps: try json.record("steps"),
      changes: try await withSchemas(json.records("changes"), schemas),
      invocations: try await withSchemas(json.records("actions"), schemas),
      drift: try await withSchemas(json.records("drift"), schemas), outputs: try json.records("outputs"),
      priorState: try StateFile.decode(Array(json.string("state").utf8)), warnings: [],
      refreshed: try json.records("refreshed"), known: try known(json), config: ConfigGraph(root),
      checks: CheckReport(record: try json.required("checks")))
    await schemas.close()
    guard plan.steps.nodes.allSatisfy({ $0.isThere(in: plan) }) else {
      throw PlanRecordProblem.error("a step does an action that is not there")
    }
    let variables: KeyedValues = try json.record("variables")
    return PlanFile(
      plan, variables: Dictionary(uniqueKeysWithValues: variables.map { ($0.key, $0.value) }),
      details: details)
  }

  /// What the file says, once its checksum has been found right.
  private static func document(_ content: [UInt8]) throws(PlanFileError) -> JSON {
    guard let end = content.firstIndex(of: UInt8(ascii: "\n")), end < 200 else {
      throw PlanFileError(.malformed, "This is no plan of rcw plan -out.")
    }
    let head = String(decoding: content[..<end], as: UTF8.self).split(separator: " ")
    guard head.count == 3, head[0] == magic else {
      throw PlanFileError(.malformed, "This is no plan of rcw plan -out.")
    }
    guard head[1] == "\(formatVersion)" else {
      throw PlanFileError(
        .otherVersion,
        "The plan has format \(head[1]), and this program reads format \(formatVersion). Make a new plan.")
    }
    let body = content[(end + 1)...]
    guard Hexadecimal.encode(SHA256.hash(data: body)) == head[2], let json = try? JSON.parse(Array(body))
    else {
      throw PlanRecordProblem.error("its checksum does not match its content")
    }
    return json
  }

  private static func known(_ json: JSON) throws(PlanFileError) -> [ConfigNode: NodeOutput] {
    var known: [ConfigNode: NodeOutput] = [:]
    for entry in try json.required("known").elements ?? [] {
      known[try entry.record("node")] = try entry.record("output") as NodeOutput
    }
    return known
  }

  private static func withSchemas(_ records: [ChangeRecord], _ pool: ProviderPool) async throws -> [Change] {
    var changes: [Change] = []
    for record in records {
      var change = record.change
      let resource = change.address.resource
      let kind = resource.mode.kind
      guard let schema = try await pool.schema(change.provider.provider, kind, resource.type) else {
        throw ProviderError(
          .notFound, "The type \(resource.type) of \(change.address) is not known any more.")
      }
      change.schema = schema
      changes.append(change)
    }
    return changes
  }
}

extension PlanFile {
  private static func withSchemas(
    _ invocations: [ActionInvocation], _ pool: ProviderPool
  ) async throws -> [ActionInvocation] {
    var complete: [ActionInvocation] = []
    for var invocation in invocations {
      let type = invocation.action.resource.type
      guard let schema = try await pool.schema(invocation.provider.provider, .action, type) else {
        throw ProviderError(.notFound, "The type \(type) of \(invocation.action) is not known any more.")
      }
      invocation.schema = schema
      complete.append(invocation)
    }
    return complete
  }
}

extension Step {
  fileprivate func isThere(in plan: Plan) -> Bool {
    if case .invoke(let index) = self { plan.invocations.indices.contains(index) } else { true }
  }
}

extension PlanFileDetails: PlanRecord {
  var record: JSON {
    [
      "program": .string(program), "created": .string(created), "config": .string(configDigest),
      "settings": .object(settings.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }),
    ]
  }

  init(record: JSON) throws(PlanFileError) {
    var settings: [String: String] = [:]
    for member in try record.required("settings").members ?? [] {
      settings[member.key] = member.value.asString
    }
    self.init(
      program: try record.string("program"), created: try record.string("created"),
      configDigest: try record.string("config"), settings: settings)
  }
}
