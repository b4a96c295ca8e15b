import Catalog
import Diagnostics
import ProviderAPI
import ProviderKit

/// Ports of this machine that lead to ports of a workspace's.
struct PortForward: Sendable {
  let machine: MachineSession
  let listener: LocalListener
  /// In the machine, on its loopback interface.
  let port: Int
  /// Is told why a connection came to nothing.
  let notice: @Sendable (String) -> Void

  /// `8080`, `8080:80`
  struct Pair: Hashable {
    let local: Int
    let remote: Int

    /// - Throws: `DiagnosticsError`
    init(_ text: String) throws {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
      let range = 0...65_535
      guard (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1],
        range.contains(first), (1...65_535).contains(last)
      else {
        throw DiagnosticsError(
          Diagnostic(
            "invalid-port", "Invalid ports",
            "\"\(text)\" names no ports. Write one that both sides have, or LOCAL:REMOTE, such as 8080:80."))
      }
      local = first
      remote = last
    }
  }

  /// Serves connections until the task is cancelled.
  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      while true {
        let connection = try await listener.accept()
        // One that fails is over; the others go on.
        group.addTask {
          do { try await relay(connection) } catch is CancellationError {} catch { tell(error) }
        }
      }
    }
  }

  private func tell(_ error: any Error) {
    notice("Nothing answers at port \(port) of \(machine.workspace.name): \(Self.reason(error))\n")
  }

  private static func reason(_ error: any Error) -> String {
    Performing.diagnostics(error).map(\.detail).joined(separator: " ")
  }

  private func relay(_ connection: LocalConnection) async throws {
    if let remote = try await machine.connect(port) {
      return try await pass(
        connection, to: { try await remote.write($0) }, end: { try await remote.finishWriting() },
        from: { try await remote.read() })
    }
    let process = try await machine.start(["/bin/sh", "-c", Self.script, "rcw", "\(port)"])
    var (hasAnswered, problem): (Bool, [UInt8]) = (false, [])
    try await pass(
      connection, to: { try await process.write($0) }, end: { try await process.finishWriting() },
      from: {
        while let piece = try await process.read() {
          switch piece {
          case .standard(let bytes):
            hasAnswered = true
            return bytes
          case .error(let bytes): problem += bytes
          }
        }
        return nil
      })
    guard !hasAnswered, try await process.exitCode() != 0 else { return }
    let lines = String(decoding: problem, as: UTF8.self).split(whereSeparator: \.isNewline)
    throw MachineSession.closed(lines.last.map(String.init) ?? "the connection was refused.")
  }

  /// Passes on what both sides say until the other side has ended.
  private func pass(
    _ connection: LocalConnection, to write: @escaping @Sendable ([UInt8]) async throws -> Void,
    end: @escaping @Sendable () async throws -> Void, from read: () async throws -> [UInt8]?
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while let bytes = try await connection.read() { try await write(bytes) }
        try await end()
      }
      defer { group.cancelAll() }
      while let bytes = try await read() { try await connection.write(bytes) }
      connection.finishWriting()
    }
  }

  /// Joins its standard streams with a port, by whatever program of the machine can.
  private static let script = #"""
    has() { command -v "$1" >/dev/null 2>&1; }
    if has socat; then exec socat - "TCP:127.0.0.1:$1"; fi
    if has python3; then exec python3 -c '
    from socket import create_connection, SHUT_WR
    from sys import argv
    from threading import Thread
    from os import read, write
    s = create_connection(("127.0.0.1", int(argv[1])))
    def up():
        while True:
            d = read(0, 65536)
            if not d: break
            s.sendall(d)
        s.shutdown(SHUT_WR)
    Thread(target=up, daemon=True).start()
    while True:
        d = s.recv(65536)
        if not d: break
        write(1, d)
    ' "$1"; fi
    if has nc; then exec nc 127.0.0.1 "$1"; fi
    if has busybox; then exec busybox nc 127.0.0.1 "$1"; fi
    if has bash; then exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && { cat <&3 & cat >&3; wait; }' "$1"; fi
    echo "None of socat, python3, nc, busybox and bash is there, one of which is needed." >&2
    exit 127
    """#
}
