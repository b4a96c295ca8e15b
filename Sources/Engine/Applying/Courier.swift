import Addresses
import DAG
import Diagnostics
import Encodings
import Language
import ProviderAPI
import StateStorage
import Values

/// Brings what some providers have for the objects of others to where it belongs, once an apply is recorded.
///
/// Every apply does so, also one that changes nothing: what failed or came too early the last time is made up
/// for, and what is there already costs one question.
struct Courier: Sendable {
  private let applier: Applier
  /// What the apply's steps have come to.
  private let outputs: [Step: StepOutput]
  private let objects: [RecordedState]

  private typealias RecordedState = (
    address: ResourceInstanceAddress, provider: ProviderConfigAddress, state: ObjectState
  )

  init(applier: Applier, state: StateSnapshot, outputs: [Step: StepOutput]) {
    self.applier = applier
    self.outputs = outputs
    objects = Self.objects(in: state)
  }

  /// The current objects that are not going to be replaced.
  private static func objects(in state: StateSnapshot) -> [RecordedState] {
    state.resources.sorted { $0.key < $1.key }.filter { $0.key.resource.mode == .managed }
      .flatMap { key, resource in
        resource.instances.sorted { $0.key < $1.key }.compactMap { instance, objects -> RecordedState? in
          guard let current = objects.current, !current.isTainted else { return nil }
          return (key.instance(instance), resource.provider(of: current), current)
        }
      }
  }

  /// A delivery and an object that it is for.
  private struct Parcel: Sendable {
    var delivery: Delivery
    var address: ResourceInstanceAddress
    var provider: ProviderConfigAddress
    var object: ObjectState
  }

  private var plan: Plan { applier.plan }
  private var pool: ProviderPool { applier.pool }

  /// - Returns: what went wrong, or has to wait.
  func deliverAll() async -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    var parcels: [Parcel] = []
    for sender in Set(objects.map(\.provider.provider)).sorted(by: { "\($0)" < "\($1)" }) {
      do {
        for delivery in try await deliveries(from: sender) {
          parcels += self.parcels(with: delivery, from: sender)
        }
      } catch {
        diagnostics += BlockOrigin(address: "the provider \(sender.shortDescription)").diagnostics(
          error, doing: "preparing deliveries of")
      }
    }
    return diagnostics + (await concurrently(parcels, limit: applier.parallelism, deliver)).flatMap(\.self)
  }

  // MARK: Senders

  private func deliveries(from sender: ProviderAddress) async throws -> [Delivery] {
    let provider = try await pool.provider(sender)
    let types = try await provider.deliveringTypes()
    var own: [RecordedObject] = []
    for object in objects where object.provider.provider == sender {
      let resource = object.address.resource
      guard types.contains(resource.type) else { continue }
      own.append(
        RecordedObject(
          address: "\(object.address)", type: resource.type, name: resource.name,
          object: try await decode(object.state, resource.type, provider, sender)))
    }
    return own.isEmpty ? [] : try await provider.deliveries(from: own)
  }

  private func decode(
    _ state: ObjectState, _ type: String, _ provider: any Provider, _ address: ProviderAddress
  ) async throws -> Value {
    guard let schema = try await pool.schema(address, .managed, type) else {
      throw ProviderError(
        .notFound, "The provider \(address.shortDescription) has no resource type \"\(type)\".")
    }
    return try await ObjectCodec(type: type, schema: schema).decode(state, provider: provider)
      .withoutDeepMarks
  }

  // MARK: Receivers

  private func parcels(with delivery: Delivery, from sender: ProviderAddress) -> [Parcel] {
    objects.filter { object in
      object.provider.provider != sender && object.state.attributes.contains(delivery.marker)
    }.map {
      Parcel(delivery: delivery, address: $0.address, provider: $0.provider, object: $0.state)
    }
  }

  private func deliver(_ parcel: Parcel) async -> [Diagnostic] {
    let block = plan.config.modules[parcel.address.module.module]?.resources[parcel.address.resource]
    let origin = BlockOrigin(address: "\(parcel.address)", body: block?.body, header: block?.range)
    do {
      switch try await outcome(of: parcel) {
      case .delivered: applier.events(.delivered(parcel.address, parcel.delivery.summary))
      case .notReady(let reason): return [origin.diagnostic(Self.warning(parcel, reason))]
      case .alreadyThere, .notPossible: break
      }
      return []
    } catch {
      return origin.diagnostics(error, doing: "delivering \(parcel.delivery.summary) to")
    }
  }

  /// An object whose provider block could not be evaluated is left for the next apply, which has to come
  /// anyway.
  private func outcome(of parcel: Parcel) async throws -> DeliveryOutcome {
    let target = plan.config.providers.target(for: parcel.provider)
    var block: NodeOutput?
    if let node = target.node {
      guard let evaluated = outputs[.evaluate(node)]?.node ?? plan.known[node] else { return .notPossible }
      block = evaluated
    }
    let access = ProviderAccess(pool, target, block)
    let type = parcel.address.resource.type
    let object = try await decode(
      parcel.object, type, access.unconfigured(), target.address.provider)
    let operation = Operation(id: "\(UUID.random())") { [events = applier.events] line in
      events(.progressed(parcel.address, .update, line))
    }
    return try await access.configured().deliver(
      DeliveryRequest(type: type, object: object, delivery: parcel.delivery), operation)
  }

  private static func warning(_ parcel: Parcel, _ reason: String) -> ProviderDiagnostic {
    ProviderDiagnostic(
      "Delivery has to wait",
      "\(parcel.delivery.summary.capitalizedFirst) could not be delivered yet. \(reason) The next apply delivers "
        + "what is missing then.", isWarning: true)
  }
}

extension JSON {
  /// Whether the text is part of any string in the tree.
  fileprivate func contains(_ text: String) -> Bool {
    switch self {
    case .null, .bool, .number: false
    case .string(let string): string.contains(text)
    case .array(let elements): elements.contains { $0.contains(text) }
    case .object(let members): members.contains { $0.value.contains(text) }
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
