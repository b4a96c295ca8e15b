import Glibc
import ProviderAPI
import ProviderKit
import Values

/// A machine that is reached over ssh, as a `connection` block describes it. The system's `ssh` and `scp` do the
/// work: they bring agents, certificates and all kinds of keys along.
struct SSHConnection: Sendable {
  /// One of the machines on the way: the target, or the bastion before it.
  struct Host: Sendable {
    var name: String
    var port: Int
    var user: String
    var password: String?
    var privateKey: String?
    var certificate: String?
    /// The only key that the machine may have; nil to take any, as Terraform does.
    var hostKey: String?
  }

  var host: Host
  var bastion: Host?
  var usesAgent: Bool
  var agentIdentity: String?
  /// How long to go on trying to connect.
  var timeout: Duration
  var scriptPath: String?

  /// - Throws: ``ProviderError`` with `.invalid` when something is missing or not possible.
  init(_ connection: Value) throws(ProviderError) {
    func text(_ name: String) -> String? { connection[name].asString.flatMap { $0.isEmpty ? nil : $0 } }
    guard !connection.isNull else {
      throw ProviderError(.invalid, "A connection block has to say how to reach the object.")
    }
    guard (text("type") ?? "ssh") == "ssh" else {
      throw ProviderError(
        .invalid, "Connections of type \(text("type") ?? "") are not possible; rcw connects with ssh.")
    }
    guard (text("target_platform") ?? "unix") == "unix" else {
      throw ProviderError(.invalid, "The target has to be a Unix system: target_platform = \"unix\".")
    }
    guard text("proxy_host") == nil else {
      throw ProviderError(.invalid, "Proxies are not possible; use bastion_host.")
    }
    guard let name = text("host") else { throw ProviderError(.invalid, "The connection has no host.") }
    host = Host(
      name: name, port: connection["port"].asInt ?? 22, user: text("user") ?? "root",
      password: text("password"), privateKey: text("private_key"), certificate: text("certificate"),
      hostKey: text("host_key"))
    bastion = text("bastion_host").map { [host] name in
      Host(
        name: name, port: connection["bastion_port"].asInt ?? host.port,
        user: text("bastion_user") ?? host.user, password: text("bastion_password") ?? host.password,
        privateKey: text("bastion_private_key") ?? host.privateKey, certificate: text("bastion_certificate"),
        hostKey: text("bastion_host_key"))
    }
    usesAgent = connection["agent"].asBool ?? true
    agentIdentity = text("agent_identity")
    guard let timeout = (text("timeout") ?? "5m").asTimeout else {
      throw ProviderError(.invalid, "The timeout must be a time such as 30s or 5m.")
    }
    self.timeout = timeout
    scriptPath = text("script_path")
    for host in [host, bastion].compactMap(\.self) { try host.refuseOptions() }
  }
}

extension SSHConnection.Host {
  /// Names that ssh would take for options are no names.
  fileprivate func refuseOptions() throws(ProviderError) {
    guard !name.hasPrefix("-"), !user.hasPrefix("-"), !name.contains(where: \.isWhitespace),
      !user.contains(where: { $0.isWhitespace || $0 == "@" })
    else { throw ProviderError(.invalid, "\"\(user)@\(name)\" is no user and host.") }
  }
}

extension String {
  /// A time as Go writes it, or a bare number of seconds.
  fileprivate var asTimeout: Duration? { Duration(goNotation: self) ?? Int(self).map(Duration.seconds) }
}
