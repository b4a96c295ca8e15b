import KubernetesAPI
import ProviderAPI
import ProviderKit
import Values

/// Lays files into the container that a delivery is for, by a shell that runs in it.
struct PodDelivery {
  let finder: PodFinder
  let delivery: Delivery

  /// How long a pod may take to run: what it needs may have to be pulled.
  private static let patience = Duration.seconds(300)
  /// After that one that is in trouble is given up.
  private static let patienceWithTrouble = Duration.seconds(45)

  func deliver(_ operation: Operation) async throws -> DeliveryOutcome {
    guard let pod = try await pod(operation) else {
      let trouble = await Trouble(finder.client).text(of: try await finder.client.find(finder.path) ?? .null)
      return .notReady("\(finder.title) has no pod that runs.\(trouble)")
    }
    let container = try pod.container(named: nil, holding: delivery.marker)
    let shell = PodCommand(pod: pod.path, container: container, command: ShellDelivery.command)
    return try await ShellDelivery(delivery).run(in: try await finder.client.execute(shell))
  }

  /// nil when none runs in time.
  private func pod(_ operation: Operation) async throws -> Pod? {
    if let pod = try await pod(within: Self.patienceWithTrouble) { return pod }
    let object = try await finder.client.find(finder.path) ?? .null
    guard await Trouble(finder.client).text(of: object).isEmpty else { return nil }
    operation.report("waiting for a pod that runs")
    return try await pod(within: Self.patience - Self.patienceWithTrouble)
  }

  private func pod(within patience: Duration) async throws -> Pod? {
    do { return try await finder.currentPod(within: patience) } catch let error as ProviderError
      where error.code == .timedOut
    {
      return nil
    }
  }
}
