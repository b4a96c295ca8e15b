public import ProviderAPI
import ProviderKit

/// A program to be run in a container of a pod.
public struct PodCommand: Sendable {
  public var pod: ObjectPath
  public var container: String
  public var command: [String]
  /// nil to do without one.
  public var terminal: Terminal?

  public init(pod: ObjectPath, container: String, command: [String], terminal: Terminal? = nil) {
    self.pod = pod
    self.container = container
    self.command = command
    self.terminal = terminal
  }

  /// With what `request` asks for and the API does not know, done by programs of the container.
  ///
  /// - Throws: `.invalid` when it asks for a user: there is only the container's own.
  public init(_ request: ExecutionRequest, in container: String, of pod: ObjectPath) throws(ProviderError) {
    guard request.user == nil else {
      throw ProviderError(
        .invalid, "Programs in a pod run as the user of their container; they can be run as nobody else.")
    }
    var command = request.command
    let variables = request.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    if !variables.isEmpty { command = ["env"] + variables + command }
    if let folder = request.workingDirectory {
      command = ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "rcw", folder] + command
    }
    self.init(pod: pod, container: container, command: command, terminal: request.terminal)
  }

  /// The same program, which gets exactly so many bytes of input: what is left of servers that cannot be told that
  /// there is no more.
  func taking(_ count: Int) -> PodCommand {
    var command = self
    let script = #"count=$1; shift; head -c "$count" | "$@""#
    command.command = ["/bin/sh", "-c", script, "rcw", "\(count)"] + self.command
    return command
  }

  var query: APIQuery {
    var query: APIQuery = [
      "container": container, "stdin": "true", "stdout": "true",
      "stderr": terminal == nil ? "true" : nil, "tty": terminal == nil ? nil : "true",
    ]
    for word in command { query.add("command", word) }
    return query
  }
}

extension KubernetesClient {
  /// Starts a program in a container (core/v1, `connectCoreV1GetNamespacedPodExec`).
  public func execute(_ command: PodCommand) async throws -> any RunningProcess {
    guard let channels = try await channels(of: command, .v5) else {
      // Kubernetes before 1.30.
      if command.terminal == nil { return WholeInputProcess(command, self) }
      return try await PodProcess(olderChannels(of: command), command.terminal)
    }
    return try await PodProcess(channels, command.terminal)
  }

  /// - Returns: nil when the server does not speak the version.
  func channels(of command: PodCommand, _ version: ChannelSocket.Version) async throws -> ChannelSocket? {
    do {
      return try await channels(command.pod, "exec", command.query, version)
    } catch let error as ProviderError {
      // What refuses a version is no part of the API that says why in its own form, or calls the request a bad one.
      guard let status = error.apiStatus, [400, 403].contains(status.code),
        ["", "BadRequest"].contains(status.reason)
      else { throw error }
      return nil
    }
  }

  func olderChannels(of command: PodCommand) async throws -> ChannelSocket {
    try await channels(command.pod, "exec", command.query, .v4)
  }

  func channels(
    _ pod: ObjectPath, _ subresource: String, _ query: APIQuery, _ version: ChannelSocket.Version
  ) async throws -> ChannelSocket {
    var path = pod
    path.subresource = subresource
    return try await calling { api in
      ChannelSocket(
        try await api.webSocket(api.request(.get, path.api, query: query), protocols: [version.rawValue]))
    }
  }
}
