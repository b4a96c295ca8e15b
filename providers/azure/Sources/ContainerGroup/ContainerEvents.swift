import ProviderAPI
import Synchronization
import Values

/// Tells what happens to a group while it is waited for: each event once.
final class ContainerEvents: Sendable {
  private let told = Mutex<Set<String>>([])
  private let id: ResourceID
  private let client: AzureClient
  private let operation: Operation

  init(_ id: ResourceID, _ client: AzureClient, _ operation: Operation) {
    self.id = id
    self.client = client
    self.operation = operation
  }

  /// That there is nothing to tell, or no way to, is no failure of what is waited for.
  func look() async {
    guard let group = try? await client.manager.find(id, ARMType.containerGroup.version) else { return }
    let containers = group["properties"]?["containers"]?.elements ?? []
    let views =
      containers.compactMap { $0["properties"]?["instanceView"] } + [group["properties"]?["instanceView"]]
    for event in views.flatMap({ $0?["events"]?.elements ?? [] }) {
      guard let message = event["message"]?.asString, told.withLock({ $0.insert(message).inserted }) else {
        continue
      }
      operation.report(message)
    }
  }
}
