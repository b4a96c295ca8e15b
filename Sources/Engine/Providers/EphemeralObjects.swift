import Addresses
import ProviderAPI

/// The ephemeral objects that are open in one run.
actor EphemeralObjects {
  struct Entry: Sendable {
    var address: ResourceInstanceAddress
    var provider: any Provider
    /// What the provider keeps for itself between the calls.
    var privateData: [UInt8]
    /// When the object has to be renewed; nil when it lasts.
    var renewal: ContinuousClock.Instant?
    var events: EventHandler
  }

  private var entries: [Entry] = []

  func add(_ entry: Entry) { entries.append(entry) }

  /// Renews what is due, once a second, until the task is cancelled. An object that cannot be renewed is left to
  /// fail where it is used.
  func keepRenewed() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      for index in entries.indices { await renew(index) }
    }
  }

  private func renew(_ index: Int) async {
    guard entries.indices.contains(index), let due = entries[index].renewal, due <= .now else { return }
    let entry = entries[index]
    entries[index].renewal = nil
    let answer = try? await entry.provider.renewEphemeral(
      entry.address.resource.type, privateData: entry.privateData)
    guard let answer, entries.indices.contains(index) else { return }
    entries[index].privateData = answer.privateData
    entries[index].renewal = answer.renewAfter.map { .now + $0 }
  }

  /// Closes all, the last one first. What cannot be closed ends by itself sooner or later.
  func closeAll() async {
    let open = entries.reversed()
    entries = []
    for entry in open {
      entry.events(.ephemeral(entry.address, .closing))
      try? await entry.provider.closeEphemeral(entry.address.resource.type, privateData: entry.privateData)
      entry.events(.ephemeral(entry.address, .closed))
    }
  }
}
