import ProviderAPI
import Synchronization

/// Every text that a provider lets out during a trial.
final class Utterances: Sendable {
  private let texts = Mutex<[String]>([])

  /// An operation whose progress is listened to.
  var operation: Operation {
    Operation(id: "trial-1") { [self] text in add([text]) }
  }

  func add(_ texts: [String]) { self.texts.withLock { $0 += texts } }

  func contain(_ secret: String) -> Bool { texts.withLock { $0.contains { $0.contains(secret) } } }
}
