import ProviderAPI
import ProviderKit
import Values

extension ProviderError {
  /// Why there is no answer.
  init(_ error: HTTPError, _ url: String) {
    let code: Code =
      switch error.code {
      case .invalidRequest: .invalid
      case .unreachable, .noSocket, .tls, .interrupted, .missingLibrary: .unavailable
      case .timedOut: .timedOut
      case .protocolViolation, .tooLarge: .protocolViolation
      }
    self.init(code, error.description)
  }
}
