import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// A program in a container of a group.
///
/// Protocol: `Containers_ExecuteCommand` starts one program, without arguments, on a terminal, and answers with the
/// address of a WebSocket and a password, which is the first message; what follows is what is typed and printed (as
/// the Azure CLI's `az container exec` does). So programs are run by a shell, which says on a line of its own when it
/// begins and how it has ended.
final class ContainerProcess: RunningProcess {
  private struct State {
    var waiting: [UInt8] = []
    var hasEnded = false
    var exitCode = 0
    /// Whether the input has ended, and the terminal has not been told.
    var mustEndInput = false
  }

  private let socket: WebSocket
  /// Whether the end is said by the shell.
  private let isWrapped: Bool
  private let state = Mutex(State())

  private static let beginning = Array("rcw-begin\n".utf8)
  private static let ending = Array("\nrcw-end-".utf8)

  static func start(
    _ request: ExecutionRequest, _ id: ResourceID, _ client: AzureClient
  ) async throws -> any RunningProcess {
    guard request.user == nil else {
      throw ProviderError(
        .invalid,
        "Programs in a container on Azure run as who its own process runs as; they can be run as nobody else."
      )
    }
    guard
      let name = request.object.keyedElements?["container"]?.elements?.first?.keyedElements?["name"]?.asString
    else { throw ProviderError(.invalid, "The recorded azurerm_container_group has no container.") }
    let socket = try await open(id.appending("containers", name), request.terminal, client)
    let process = ContainerProcess(socket, isWrapped: request.terminal == nil)
    try await process.begin(request)
    return process
  }

  static func deliver(
    _ request: DeliveryRequest, _ id: ResourceID, _ client: AzureClient
  ) async throws -> DeliveryOutcome {
    // What is to be stopped gets its scripts when it is started.
    if request.object.keyedElements?["desired_state"]?.asString == "stopped" { return .notPossible }
    let shell = ExecutionRequest(
      type: request.type, object: request.object, command: ShellDelivery.command,
      marker: request.delivery.marker)
    do {
      return try await ShellDelivery(request.delivery).run(in: try await start(shell, id, client))
    } catch let error as ProviderError where error.azureCode == "ContainerGroupNotRunning" {
      return .notReady("The container group \(id.name) does not run.")
    }
  }

  private init(_ socket: WebSocket, isWrapped: Bool) {
    self.socket = socket
    self.isWrapped = isWrapped
  }

  private static func open(
    _ container: ResourceID, _ terminal: Terminal?, _ client: AzureClient
  ) async throws -> WebSocket {
    let body: JSON = [
      "command": "/bin/sh",
      "terminalSize": [
        "rows": .number(Number(terminal?.rows ?? 24)), "cols": .number(Number(terminal?.columns ?? 80)),
      ],
    ]
    let answer = try await client.manager.post(container, "exec", ARMType.containerGroup.version, body)
    guard let address = answer["webSocketUri"]?.asString, let password = answer["password"]?.asString else {
      throw ProviderError(.protocolViolation, "Azure answered no way into the container.")
    }
    do {
      var request = HTTPRequest(.get, try HTTPURL(webSocket: address))
      request.secrets = [password]
      request.timeouts = .endless
      switch try await client.session.http.webSocket(request) {
      case .open(let socket):
        try await socket.send(.text(password))
        return socket
      case .refused(let response):
        throw ProviderError(.unavailable, "The way into the container was answered \(response.status).")
      }
    } catch let error as HTTPError { throw ProviderError(error) }
  }

  // MARK: The shell

  /// Has the shell run the program, and reads what it says until it does.
  private func begin(_ request: ExecutionRequest) async throws {
    try await send(Array(line(request).utf8))
    var seen: [UInt8] = []
    while let bytes = try await receive() {
      seen += bytes.filter { $0 != UInt8(ascii: "\r") }
      if let end = seen.end(of: Self.beginning) {
        state.withLock { $0.waiting = Array(seen[end...]) }
        return
      }
      if seen.count > 1 << 16 { break }
    }
    throw ProviderError(
      .invalid, "There is no shell in the container that could run a program: it needs /bin/sh.")
  }

  private func line(_ request: ExecutionRequest) -> String {
    let variables = request.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var words = (variables.isEmpty ? [] : ["env"] + variables) + request.command
    if let folder = request.workingDirectory {
      words = ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "rcw", folder] + words
    }
    let command = words.map(ShellText.quoted).joined(separator: " ")
    // The marks are put together, so that what a terminal repeats of this line is not taken for them.
    let start = #"stty -echo 2>/dev/null; printf 'rcw-%s\n' begin; "#
    if isWrapped {
      return start + "stty -onlcr 2>/dev/null; \(command); printf '\\nrcw-%s-%d\\n' end $?; exit\n"
    }
    return start + "stty echo 2>/dev/null; exec \(command)\n"
  }

  // MARK: Both ways

  func write(_ bytes: [UInt8]) async throws { try await send(bytes) }

  /// A terminal ends its input where a line begins with the mark of the end.
  func finishWriting() { state.withLock { $0.mustEndInput = isWrapped } }

  func resize(_ terminal: Terminal) async throws {}

  func read() async throws -> ProcessOutput? {
    while true {
      if let ready = take(), !ready.isEmpty { return .standard(ready) }
      if state.withLock({ $0.hasEnded }) { return nil }
      guard let bytes = try await receiveMinded() else {
        state.withLock { $0.hasEnded = true }
        let rest = state.withLock { state in
          defer { state.waiting = [] }
          return state.waiting
        }
        return rest.isEmpty ? nil : .standard(rest)
      }
      state.withLock { $0.waiting += bytes }
    }
  }

  func exitCode() async throws -> Int { state.withLock { $0.exitCode } }

  /// What can be shown: all but what may be the beginning of the shell's last line.
  private func take() -> [UInt8]? {
    state.withLock { state in
      guard isWrapped else {
        defer { state.waiting = [] }
        return state.waiting
      }
      if let end = state.waiting.end(of: Self.ending) {
        let digits = state.waiting[end...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard end + digits.count < state.waiting.count else { return nil }
        state.exitCode = Int(String(decoding: digits, as: UTF8.self)) ?? 0
        state.hasEnded = true
        let shown = Array(state.waiting[..<(end - Self.ending.count)])
        state.waiting = []
        return shown
      }
      let kept = state.waiting.suffix(32).lastIndex(of: UInt8(ascii: "\n")) ?? state.waiting.endIndex
      let shown = Array(state.waiting[..<kept])
      state.waiting.removeFirst(shown.count)
      return shown
    }
  }

  /// What comes next; meanwhile the end of the input is passed on when it is there.
  private func receiveMinded() async throws -> [UInt8]? {
    try await withThrowingTaskGroup(of: [UInt8]??.self) { group in
      defer { group.cancelAll() }
      group.addTask { .some(try await self.receive()) }
      group.addTask {
        try await self.passOnEnd()
        return nil
      }
      while let result = try await group.next() {
        if case .some(let bytes) = result { return bytes }
      }
      return nil
    }
  }

  private func passOnEnd() async throws {
    while !Task.isCancelled {
      let mustEnd = state.withLock { state in
        defer { state.mustEndInput = false }
        return state.mustEndInput
      }
      // The first ends a line that has begun, the second the input.
      if mustEnd { return try await send([4, 4]) }
      do { try await pause(for: .milliseconds(50)) } catch is CancellationError { return }
    }
  }

  private func send(_ bytes: [UInt8]) async throws {
    do { try await socket.send(.binary(bytes)) } catch let error as HTTPError { throw ProviderError(error) }
  }

  /// nil at the end.
  private func receive() async throws -> [UInt8]? {
    do { return try await socket.read()?.bytes } catch let error as HTTPError {
      // The service ends the connection without a word when the program has ended.
      if error.code == .interrupted { return nil }
      throw ProviderError(error)
    }
  }
}

extension [UInt8] {
  /// Where the first occurrence of some bytes ends; nil when there is none.
  fileprivate func end(of bytes: [UInt8]) -> Int? {
    guard count >= bytes.count else { return nil }
    return (0...(count - bytes.count)).first { self[$0..<$0 + bytes.count].elementsEqual(bytes) }
      .map { $0 + bytes.count }
  }
}
