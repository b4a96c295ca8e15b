import Addresses
import Diagnostics
import ProviderAPI
import StateStorage
import Values

/// Finds what one intent left behind.
struct RemainsSearch {
  let planner: Planner
  let state: StateSnapshot
  let known: [ConfigNode: NodeOutput]
  let intent: Intent
  /// Until when to ask again for what is not there.
  let deadline: ContinuousClock.Instant

  /// How long a server may go on with a request whose sender has died. Docker 20.10 was seen to make a network
  /// 0.2 s after.
  static let serverTime: Duration = .seconds(5)

  struct Finding {
    var changes: [StateChange] = []
    var diagnostics: [Diagnostic] = []
    /// Whether it is still in doubt what exists.
    var isOpen = false
  }

  func settle(_ decision: SettlementDecision) async throws -> Finding {
    guard intent.action == .create, decision != .forget,
      let address = ResourceInstanceAddress(intent.address),
      let recorded = ProviderConfigAddress(intent.provider)
    else { return Finding() }
    do {
      return try await search(address, recorded, decision)
    } catch {
      throw DiagnosticsError(
        BlockOrigin(address: intent.address).diagnostics(error, doing: "looking for the remains of"))
    }
  }

  private func search(
    _ address: ResourceInstanceAddress, _ recorded: ProviderConfigAddress, _ decision: SettlementDecision
  ) async throws -> Finding {
    let target = planner.config.providers.target(for: recorded)
    let type = address.resource.type
    guard let schema = try await planner.pool.schema(target.address.provider, .managed, type) else {
      return undecided
    }
    let access = ProviderAccess(planner.pool, target, target.node.flatMap { known[$0] })
    let provider = try await access.configured()
    let record = Record(address: address, type: type, schema: schema, provider: recorded)
    guard case .adopt(let id) = decision else { return try await locate(record, provider) }
    return try await adopt(id, record, provider)
  }

  /// What it takes to record an object.
  private struct Record {
    var address: ResourceInstanceAddress
    var type: String
    var schema: Schema
    var provider: ProviderConfigAddress
  }

  // MARK: Asking

  private func locate(_ record: Record, _ provider: any Provider) async throws -> Finding {
    let planned = try Value(intent.planned, as: record.schema.block.impliedType)
    let request = LocateRequest(
      type: record.type, operation: intent.id, planned: planned, config: planned,
      begun: try? Timestamp(intent.begun), recordedIDs: recordedIDs(of: record.type))
    switch try await answer(to: request, provider) {
    case .absent: return Finding()
    case .cannotTell: return undecided
    case .found(let object):
      let found = ImportedObject(type: record.type, object: object)
      guard var object = try await read(found, record, provider), !isRecorded(object) else {
        return Finding()
      }
      object.isTainted = true
      return Finding(changes: [recording(object, record)], diagnostics: [self.found])
    }
  }

  /// The ids of all objects of a type in the state.
  private func recordedIDs(of type: String) -> Set<String> {
    let instances = state.resources.filter { $0.key.resource.type == type }.flatMap(\.value.instances.values)
    let objects = instances.flatMap { [$0.current].compactMap(\.self) + $0.deposed.values }
    return Set(objects.compactMap { $0.attributes["id"]?.asString })
  }

  private func answer(
    to request: LocateRequest, _ provider: any Provider
  ) async throws -> LocateResponse {
    while true {
      let answer = try await provider.locate(request)
      guard case .absent = answer, ContinuousClock.now < deadline else { return answer }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  // MARK: Adopting

  private func adopt(_ id: String, _ record: Record, _ provider: any Provider) async throws -> Finding {
    let imported = try await provider.importObjects(record.type, id: id).first { $0.type == record.type }
    guard let imported,
      let object = try await read(imported, record, provider)
    else {
      return Finding(diagnostics: [missing(id)], isOpen: true)
    }
    guard !isRecorded(object) else { return Finding() }
    return Finding(changes: [recording(object, record)])
  }

  /// nil when there is no such object.
  private func read(
    _ found: ImportedObject, _ record: Record, _ provider: any Provider
  ) async throws -> ObjectState? {
    let now = try await provider.read(
      ReadRequest(
        type: record.type, current: found.object, privateData: found.privateData, identity: found.identity))
    guard !now.object.isNull else { return nil }
    return try ObjectCodec(type: record.type, schema: record.schema).encode(
      record.schema.block.markingSensitive(now.object), privateData: now.privateData,
      identity: now.identity ?? found.identity)
  }

  /// Beside an object that is in use, what is found is a replacement that came to nothing.
  private func recording(_ object: ObjectState, _ record: Record) -> StateChange {
    let isReplacement = state.instance(at: record.address)?.current != nil
    return .object(
      record.address, deposedKey: isReplacement ? DeposedKey.make() : nil, object: object,
      provider: record.provider)
  }

  /// Whether the state has the object already: its outcome may have been recorded elsewhere than the intent.
  private func isRecorded(_ object: ObjectState) -> Bool {
    guard let address = ResourceInstanceAddress(intent.address), let id = object.attributes["id"]?.asString,
      let instance = state.instance(at: address)
    else { return false }
    return ([instance.current].compactMap { $0 } + instance.deposed.values).contains {
      $0.attributes["id"]?.asString == id
    }
  }

  // MARK: What to tell

  private var undecided: Finding { Finding(diagnostics: [uncertain], isOpen: true) }

  private var found: Diagnostic {
    Diagnostic(
      .warning, "remains-found", "Interrupted create found",
      "An earlier run was interrupted while it created \(intent.address). The object exists; it is recorded "
        + "now and will be replaced, since its creation may not have come to an end.",
      address: intent.address)
  }

  private var uncertain: Diagnostic {
    let since = intent.begun.isEmpty ? "" : " at \(intent.begun)"
    let address = intent.address.shellQuoted
    return Diagnostic(
      "remains-uncertain", "Interrupted create to settle",
      """
      An earlier run was interrupted\(since) while it created \(intent.address). The provider \(intent.provider) \
      cannot tell whether the object exists, and to go on might make a second one. Look for it\(hint), and say what \
      you found. If it is there, record it by the id that it would be imported under; if it is not, or you have \
      removed it, forget it:
          rcw recover -adopt \("\(intent.address)=ID".shellQuoted)
          rcw recover -forget \(address)
      """, address: intent.address)
  }

  /// By what to look for the object: what of its planned attributes usually is a name.
  private var hint: String {
    let names = ["name", "bucket", "identifier", "hostname", "title", "key"].compactMap { key in
      intent.planned[key]?.asString.map { "\(key) = \"\($0)\"" }
    }
    return names.isEmpty ? "" : " by \(names.joined(separator: ", "))"
  }

  private func missing(_ id: String) -> Diagnostic {
    Diagnostic(
      "adoption-failed", "No such object to adopt",
      "The provider knows no \(ResourceInstanceAddress(intent.address)?.resource.type ?? "object") with the id "
        + "\(id.quoted). Nothing was recorded for \(intent.address), and it is still to be settled.",
      address: intent.address)
  }
}

extension String {
  /// The text as one word of a shell command.
  fileprivate var shellQuoted: String { "'" + replacing("'", with: "'\\''") + "'" }
}
