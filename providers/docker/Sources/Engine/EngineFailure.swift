import ProviderAPI
import ProviderKit
import Values

/// The one table from what went wrong at the engine to ``ProviderError``.
enum EngineFailure {
  /// The error for an answer with status 400 or more, in the engine's own words.
  static func error(status: Int, body: [UInt8]) -> ProviderError {
    guard let message = EngineMessage(body)?.text else {
      // Whatever else answers 404 knows nothing of what exists.
      let code = status == 404 ? .protocolViolation : code(status: status, message: "")
      return ProviderError(code, "The Docker engine answered with status \(status).")
    }
    return ProviderError(code(status: status, message: message), message)
  }

  /// The error for what the engine reports while it streams, where there is no status any more.
  static func error(streamed message: String) -> ProviderError {
    ProviderError(code(status: 500, message: message), message)
  }

  /// The engine answers 500 to much that is not its own fault: what a registry, the network or the
  /// container's runtime said shows in the text only.
  static func code(status: Int, message: String) -> ProviderError.Code {
    switch status {
    case 401, 407: .denied
    case 403: message.contains("has active endpoints") ? .conflict : .denied
    case 404: .notFound
    case 408, 504: .timedOut
    case 409: .conflict
    case 429: .throttled
    case 502, 503: .unavailable
    case 500...: code(message: message.lowercased()) ?? .invalid
    default: .invalid
    }
  }

  private static func code(message: String) -> ProviderError.Code? {
    phrases.first { message.contains($0.phrase) }?.code
  }

  /// In small letters; the first that fits counts. Observed on Docker 20.10 and in its registry client.
  private static let phrases: [(phrase: String, code: ProviderError.Code)] = [
    ("port is already allocated", .conflict), ("address already in use", .conflict),
    ("is already in use by container", .conflict),
    ("toomanyrequests", .throttled),
    ("no basic auth credentials", .denied), ("unauthorized", .denied), ("access denied", .denied),
    ("denied:", .denied),
    ("manifest unknown", .notFound), ("not found", .notFound), ("no such image", .notFound),
    ("client.timeout exceeded", .timedOut), ("i/o timeout", .timedOut), ("deadline exceeded", .timedOut),
    ("no such host", .unavailable), ("connection refused", .unavailable),
    ("connection reset", .unavailable), ("network is unreachable", .unavailable),
  ]

  /// The error for no answer at all, or a torn one. The transport's words are in the message.
  static func error(_ error: HTTPError, at endpoint: EngineEndpoint) -> ProviderError {
    let name = endpoint.name
    return switch error.code {
    case .noSocket, .unreachable: ProviderError(.unavailable, unreachable(error, endpoint))
    case .tls: ProviderError(.denied, "There is no secure connection to \(name): \(error.message)")
    case .timedOut: ProviderError(.timedOut, "The Docker engine at \(name) does not answer: \(error.message)")
    case .interrupted:
      ProviderError(
        .unavailable,
        "The Docker engine at \(name) ended the connection before it had answered. It may have stopped; what it "
          + "was asked for may or may not have happened.")
    case .protocolViolation, .tooLarge:
      ProviderError(.protocolViolation, "What answers at \(name) is not a Docker engine: \(error.message)")
    case .invalidRequest, .missingLibrary: ProviderError(.invalid, error.message)
    }
  }

  private static func unreachable(_ error: HTTPError, _ endpoint: EngineEndpoint) -> String {
    let place = "\(endpoint.name) (\(endpoint.origin))"
    guard let socket = endpoint.url.socketPath else {
      return """
        No Docker engine answers at \(place). \(error.message)
        Check that the engine listens there, or set DOCKER_HOST or the provider's "host".
        """
    }
    if SocketFile(socket).isForbidden {
      return """
        You may not use the Docker engine at \(place). Add yourself to the socket's group and log in again:
            sudo usermod -aG docker "$USER"
        or set DOCKER_HOST or the provider's "host" to an engine that you may use.
        """
    }
    return """
      No Docker engine answers at \(place). \(error.message)
      Start the engine; with Docker on Linux:
          sudo systemctl start docker
      Or set DOCKER_HOST or the provider's "host" to where an engine listens.
      """
  }
}

/// The body of an answer that reports a failure: `{"message": "..."}`.
struct EngineMessage {
  let text: String

  /// nil when the body is no such message. Podman adds the cause in a member of its own.
  init?(_ body: [UInt8]) {
    guard let json = try? JSON.parse(body), let text = json["message"]?.asString, !text.isEmpty else {
      return nil
    }
    self.text = text
  }
}
