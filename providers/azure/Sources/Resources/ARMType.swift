import ProviderAPI
import ProviderKit
import Values

/// A type of resource that Resource Manager keeps, told by a table: ``ARMResource`` and ``ARMDataSource`` are made of it.
struct ARMType: Sendable {
  /// `azurerm_storage_account`
  let type: String
  let summary: String
  let address: Address
  /// The version of the API that the fields are of.
  let version: String
  /// What Azure keeps; `name` and the arguments of the address come before.
  let shape: Shape
  var update = Update.whole
  /// Whether a list of its like shows all that reading one shows.
  var isListed = true
  /// Whether its resources say who may do what.
  var grantsAccess = false
  /// Where its resources can be marked; nil where they cannot.
  var markPlace: [String]?
  /// The attributes that Azure does not keep, and that ``Hooks/afterChange`` sees to.
  var broughtAbout: [String] = []
  /// How long changes may take, unless the configuration says otherwise.
  var patience: [Verb: Duration] = [:]
  var schemaVersion = 0
  var hooks = Hooks()

  enum Update: Sendable {
    /// The resource is written anew, with what the configuration does not mention as it was.
    case whole
    /// Only what has changed is sent.
    case changes
    /// It is written as when it was made.
    case again
    /// So it is, but for tags, which Azure then does not take: those are sent by themselves.
    case againButTags
  }

  enum Verb: String, CaseIterable, Sendable {
    case create, read, update, delete
  }

  /// What a table cannot say.
  struct Hooks: Sendable {
    var validate: @Sendable (ConfigView) -> [ProviderDiagnostic] = { _ in [] }
    var adjust: @Sendable (inout ResourcePlan) -> Void = { _ in }
    /// Changes what is to be sent, given the object that is wanted.
    var send: @Sendable (inout JSON, Value) -> Void = { _, _ in }
    /// Adds to what is to be sent for a new one what has to be asked for.
    var prepare: @Sendable (inout JSON, ResourceID, AzureClient) async throws -> Void = { _, _, _ in }
    /// Adds what has to be asked for besides, such as keys.
    var enrich: @Sendable (inout JSON, ResourceID, AzureClient) async throws -> Void = { _, _, _ in }
    /// Changes what was answered before it is read.
    var receive: @Sendable (inout JSON) -> Void = { _ in }
    /// Finds the id of an object by other arguments than those of the address; nil to do without.
    var identify: (@Sendable (Value, AzureClient) async throws -> ResourceID?)?
    /// Called before anything is made.
    var beforeCreate: @Sendable (Value, ResourceID, AzureClient, Operation) async throws -> Void = {
      _, _, _, _ in
    }
    /// Brings about what a write cannot, and says what the resource is like then; nil for as it was. The first is what is
    /// wanted, the second what was there; null for nothing.
    var afterChange: @Sendable (Value, Value, ResourceID, AzureClient, Operation) async throws -> JSON? = {
      _, _, _, _, _ in nil
    }
    /// Whether only reading a resource by itself, not a list, tells what has become of this one.
    var isReadAlone: @Sendable (Value) -> Bool = { _ in false }
    /// What has become of attributes that Azure does not keep, given what is recorded.
    var observed: @Sendable (Value, JSON) -> KeyedValues = { _, _ in [:] }
    var beforeDelete: @Sendable (Value, ResourceID, AzureClient, Operation) async throws -> Void = {
      _, _, _, _ in
    }
    var afterDelete: @Sendable (Value, ResourceID, AzureClient, Operation) async throws -> Void = {
      _, _, _, _ in
    }
    /// Told while a change is waited for.
    var watch: (@Sendable (ResourceID, AzureClient, Operation) -> @Sendable (String) async -> Void)?
    var execute: (@Sendable (ExecutionRequest, ResourceID, AzureClient) async throws -> any RunningProcess)?
    var output: (@Sendable (OutputRequest, ResourceID, AzureClient) async throws -> any OutputSource)?
    var deliver: (@Sendable (DeliveryRequest, ResourceID, AzureClient) async throws -> DeliveryOutcome)?
  }

  /// - Parameter nameRules: what a name must be like, with what follows "must".
  init(
    _ type: String, _ summary: String, _ address: Address, _ version: String,
    name: (pattern: String, says: String)?,
    _ fields: [Field]
  ) {
    self.type = type
    self.summary = summary
    self.address = address
    self.version = version
    var named = Field.text("name", "The name.", .required, .fixed, .local)
    if let name { named.rules = [.matches(name.pattern, message: "must \(name.says)")] }
    // Fields of the table stand for those of the address where both have one, such as one that may be left out.
    let given = Set(fields.map(\.name))
    let around = ([named] + address.fields).filter { !given.contains($0.name) }
    shape = Shape(in: "properties", around + fields)
    markPlace = shape["tags"] == nil ? nil : OperationMark.tags
  }

  func patience(_ verb: Verb, _ object: Value) throws -> Duration {
    let text = object.keyedElements?["timeouts"]?.keyedElements?[verb.rawValue]?.asString
    guard let text else { return patience[verb] ?? .seconds(1800) }
    guard let duration = Duration(goNotation: text) else {
      throw ProviderError(.invalid, "\"\(text)\" is no duration such as 30m.")
    }
    return duration
  }

}

// MARK: What most types have

extension Field {
  static let location = Field.text("location", "The region.", .required, .fixed, .at("location"), .location)
  static let tags = Field.map("tags", "Tags.", .at("tags"))

  /// - Parameter fixed: whether a change of it takes another resource.
  static let identity = Field.block(
    "identity", "The managed identities that it has.",
    Shape([
      .text(
        "type", "`SystemAssigned`, `UserAssigned`, or both with a comma.", .required, .anyCase,
        .oneOf(["SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"])),
      .plain(
        "identity_ids", .keys, "The ids of identities that stand for themselves.",
        .at("userAssignedIdentities"), .anyCase),
      .text("principal_id", "Who the identity of its own is.", .computed),
      .text("tenant_id", "The tenant of the identity of its own.", .computed),
    ]), .at("identity"))
}

/// What says which operation has made a resource: a tag, or something like it.
enum OperationMark {
  static let name = "rcw_operation"
  static let tags = ["tags"]

  static func set(_ operation: String, on body: inout JSON, in place: [String] = tags) {
    body.put(.object([JSON.Member(name, .string(operation))]), at: place[...])
  }

  static func of(_ resource: JSON, in place: [String]) -> String? {
    place.reduce(resource) { $0?[$1] }?[name]?.asString
  }

  static func of(_ resource: JSON) -> String? { of(resource, in: tags) }

  /// What the user is shown.
  static func hide(in resource: inout JSON, at place: [String] = tags) {
    resource.remove(at: (place + [name])[...])
    if place.reduce(resource, { $0?[$1] }) == .object([]) { resource.remove(at: place[...]) }
  }
}

/// The block `timeouts`.
enum Timeouts {
  static var member: ResourceSchema.Member {
    let block = ResourceSchema(
      "How long things may take, such as `30m`.",
      members: ARMType.Verb.allCases.map {
        .argument($0.rawValue, .string, rules: [.duration], "How long a \($0.rawValue) may take.")
      })
    return .blocks("timeouts", .single, block)
  }

  static let type = ValueType.object(
    Dictionary(ARMType.Verb.allCases.map { ($0.rawValue, .string) }, uniquingKeysWith: { first, _ in first }))
}
