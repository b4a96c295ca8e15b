import PluginWire
import ProviderKit
import Synchronization

/// Sees to it that nobody waits for a plugin that has frozen.
final class Watchdog: Sendable {
  private struct State {
    var liveness: Liveness
    weak var channel: GRPCChannel?
    weak var process: BoundProcess?
    var foundFrozen = false
  }

  private let state: Mutex<State>

  init(patience: Duration) {
    state = Mutex(State(liveness: Liveness(patience: patience, now: .now)))
  }

  /// From now on this plugin is watched, for as long as somebody else holds it.
  func watch(_ channel: GRPCChannel, _ process: BoundProcess) {
    state.withLock {
      $0.channel = channel
      $0.process = process
    }
  }

  var foundFrozen: Bool { state.withLock(\.foundFrozen) }

  func callBegins() { state.withLock { $0.liveness.callBegins(at: .now) } }
  func callEnds() { state.withLock { $0.liveness.callEnds(at: .now) } }
  func sign() { state.withLock { $0.liveness.sign(at: .now) } }

  /// Is called once a second.
  func tick() {
    let (verdict, channel, process) = state.withLock { state in
      let verdict = state.liveness.verdict(at: .now)
      if verdict == .frozen { state.foundFrozen = true }
      return (verdict, state.channel, state.process)
    }
    switch verdict {
    case .fine: break
    case .ask: if let channel { ask(channel) }
    case .frozen: process?.kill(after: .zero)
    }
  }

  /// The health check that go-plugin serves (grpc.health.v1). That a plugin does not know it is a sign of life, too.
  private func ask(_ channel: GRPCChannel) {
    var request = WireWriter()
    request.text(Fields.Health.service, "plugin")
    channel.call("grpc.health.v1.Health/Check", request.bytes) { [weak self] result in
      switch result {
      case .success: self?.sign()
      case .failure(let error): if (error as? GRPCError)?.isAnswer == true { self?.sign() }
      }
    }
  }
}
