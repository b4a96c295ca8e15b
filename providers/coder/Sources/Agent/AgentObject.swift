import Values

/// A `coder_agent` as the state records it.
struct AgentObject: Codable, Sendable {
  struct Metadata: Codable, Sendable {
    var key: String
    var displayName: String?
    var script: String
    var interval: Int
    var timeout: Int?
    var order: Int?
  }

  struct DisplayApps: Codable, Sendable {
    var vscode: Bool
    var vscodeInsiders: Bool
    var webTerminal: Bool
    var portForwardingHelper: Bool
    var sshHelper: Bool
  }

  struct Monitoring: Codable, Sendable {
    struct Memory: Codable, Sendable {
      var enabled: Bool
      var threshold: Int
    }

    struct Volume: Codable, Sendable {
      var path: String
      var enabled: Bool
      var threshold: Int
    }

    var memory: [Memory]
    var volume: [Volume]
  }

  var os: String
  var arch: String
  var auth: String
  var apiKeyScope: String
  var dir: String?
  var env: [String: String?]?
  var startupScript: String?
  var shutdownScript: String?
  var startupScriptBehavior: String
  var connectionTimeout: Int
  var troubleshootingUrl: String?
  var motdFile: String?
  var metadata: [Metadata]
  var displayApps: [DisplayApps]?
  var resourcesMonitoring: [Monitoring]
  var order: Int?
  var initScript: String?
  var token: String?
  var loginBeforeReady: Bool?
  var startupScriptTimeout: Int?
  var shutdownScriptTimeout: Int?
}

extension AgentObject.DisplayApps {
  /// What is shown when the template does not say.
  static let usual = Value.object([
    "vscode": .bool(true), "vscode_insiders": .bool(false), "web_terminal": .bool(true),
    "port_forwarding_helper": .bool(true), "ssh_helper": .bool(true),
  ])
}
