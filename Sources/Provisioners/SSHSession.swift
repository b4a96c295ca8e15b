import Glibc
import ProviderAPI
import ProviderKit

/// Works on one machine over ssh, with the keys in files of a private folder that goes away with the session.
struct SSHSession: Sendable {
  private let connection: SSHConnection
  private let environment: [String: String]
  private let folder: String
  private let tell: @Sendable (String) -> Void

  /// Runs `body` on a machine that answers.
  ///
  /// - Throws: ``ProviderError`` when the machine cannot be reached in time.
  static func open(
    _ connection: SSHConnection, environment: [String: String], tell: @escaping @Sendable (String) -> Void,
    _ body: (SSHSession) async throws -> Void
  ) async throws {
    let folder = try PrivateFolder.make(in: environment["TMPDIR"] ?? "/tmp")
    defer { PrivateFolder.remove(folder) }
    let session = try SSHSession(connection, environment, folder, tell)
    try await session.awaitAnswer()
    try await body(session)
  }

  private init(
    _ connection: SSHConnection, _ environment: [String: String], _ folder: String,
    _ tell: @escaping @Sendable (String) -> Void
  ) throws {
    self.connection = connection
    self.environment = environment
    self.folder = folder
    self.tell = tell
    for (role, host) in roles {
      try PrivateFolder.write(
        host.privateKey.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }, to: "\(folder)/\(role)-key")
      try PrivateFolder.write(host.certificate, to: "\(folder)/\(role)-key-cert.pub")
      try PrivateFolder.write(
        host.hostKey.map { "\(host.knownName) \($0)\n" }, to: "\(folder)/\(role)-known-hosts")
      try PrivateFolder.write(host.password, to: "\(folder)/\(role)-password")
      try PrivateFolder.write(
        host.password.map { _ in "#!/bin/sh\nexec cat '\(folder)/\(role)-password'\n" },
        to: "\(folder)/\(role)-ask", isProgram: true)
    }
  }

  private var roles: [(String, SSHConnection.Host)] {
    [("host", connection.host)] + (connection.bastion.map { [("bastion", $0)] } ?? [])
  }

  // MARK: Work

  /// Runs a command there.
  ///
  /// - Parameter input: what it reads.
  func run(_ command: String, input: [UInt8] = [], isQuiet: Bool = false) async throws -> ExitStatus {
    let process = ssh("ssh", options("host") + [target, "--", command])
    let silent: @Sendable (String) -> Void = { _ in }
    let runner = LineRunner(tell: isQuiet ? silent : tell)
    return try await runner.run(process, input: input)
  }

  /// Copies a file or a folder there.
  func copy(_ source: String, to destination: String) async throws {
    let options = options("host").map { $0 == "-p" ? "-P" : $0 }
    let name = connection.host.name.contains(":") ? "[\(connection.host.name)]" : connection.host.name
    let process = ssh(
      "scp", ["-r", "-p", "-q"] + options + ["--", source, "\(connection.host.user)@\(name):\(destination)"])
    let status = try await LineRunner(tell: tell).run(process)
    guard status.isSuccess else {
      throw ProviderError(
        .unavailable, "Copying \(source) to \(connection.host.name) ended with \(status.text).")
    }
  }

  private var target: String { "\(connection.host.user)@\(connection.host.name)" }

  /// Tries to connect until the machine answers or the time is over.
  private func awaitAnswer() async throws {
    let deadline = ContinuousClock.now + connection.timeout
    tell("Connecting to \(target) over ssh…")
    while true {
      let reasons = LineCollector()
      let process = ssh("ssh", options("host") + [target, "--", "true"])
      let status = try await LineRunner(tell: { reasons.take($0) }).run(process)
      if status.isSuccess { return tell("Connected.") }
      guard ContinuousClock.now < deadline else {
        throw ProviderError(
          .timedOut,
          "\(target) could not be reached within \(connection.timeout): \(reasons.last ?? status.text)")
      }
      try await Task.sleep(for: .seconds(1))
    }
  }

  // MARK: Programs

  private func ssh(_ program: String, _ arguments: [String]) -> ProcessCommand {
    var variables = environment
    let asked = connection.host.password != nil
    if asked {
      variables["SSH_ASKPASS"] = "\(folder)/host-ask"
      variables["SSH_ASKPASS_REQUIRE"] = "force"
      variables["DISPLAY"] = variables["DISPLAY"] ?? ":0"
    }
    if !connection.usesAgent { variables["SSH_AUTH_SOCK"] = nil }
    return ProcessCommand(program, arguments, environment: variables)
  }

  private func options(_ role: String) -> [String] {
    let isBastion = role == "bastion"
    let host = isBastion ? connection.bastion ?? connection.host : connection.host
    var settings = [
      "ConnectTimeout=10", "LogLevel=ERROR", "NumberOfPasswordPrompts=1", "ForwardAgent=no",
      "BatchMode=\(host.password == nil ? "yes" : "no")",
    ]
    if host.hostKey == nil {
      settings += [
        "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "GlobalKnownHostsFile=/dev/null",
      ]
    } else {
      settings += ["StrictHostKeyChecking=yes", "UserKnownHostsFile=\(folder)/\(role)-known-hosts"]
    }
    if host.privateKey != nil {
      settings += ["IdentityFile=\(folder)/\(role)-key", "IdentitiesOnly=yes"]
    } else if let identity = connection.agentIdentity {
      settings += ["IdentityFile=\(identity)", "IdentitiesOnly=yes"]
    }
    if !isBastion, connection.bastion != nil { settings.append("ProxyCommand=\(proxyCommand)") }
    return ["-F", "/dev/null", "-p", "\(host.port)"] + settings.flatMap { ["-o", $0] }
  }

  /// The way through the bastion, as a shell reads it.
  private var proxyCommand: String {
    guard let bastion = connection.bastion else { return "none" }
    let ask =
      bastion.password == nil
      ? "" : "SSH_ASKPASS=\("\(folder)/bastion-ask".shellWord) SSH_ASKPASS_REQUIRE=force "
    let words = ["ssh"] + options("bastion") + ["-W", "[%h]:%p", "\(bastion.user)@\(bastion.name)"]
    return ask
      + words.map { $0 == "[%h]:%p" ? $0 : $0.shellWord.replacing("%", with: "%%") }.joined(separator: " ")
  }
}

extension SSHConnection.Host {
  /// The name under which the machine's key is looked up.
  fileprivate var knownName: String { port == 22 ? name : "[\(name)]:\(port)" }
}

extension String {
  /// The text as one word of a shell command.
  var shellWord: String { "'" + replacing("'", with: "'\\''") + "'" }
}
