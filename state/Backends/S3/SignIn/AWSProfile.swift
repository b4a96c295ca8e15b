import AWSSigning
import StateStorage

/// What the shared files of the AWS tools say of one profile (AWS SDKs and Tools Reference Guide, "Shared config and
/// credentials files").
struct AWSProfile: Sendable {
  let name: String
  let files: AWSSharedFiles
  private let settings: [String: String]

  init(_ name: String, _ files: AWSSharedFiles) {
    self.name = name
    self.files = files
    settings = files.profile(name)
  }

  /// The one that the block or the environment names, `default` where neither does.
  init(_ config: BackendConfig) {
    self.init(config.string("profile", "AWS_PROFILE") ?? "default", AWSSharedFiles(config))
  }

  subscript(_ setting: String) -> String? { settings[setting].flatMap { $0.isEmpty ? nil : $0 } }

  var credentials: AWSCredentials? {
    guard let access = self["aws_access_key_id"], let secret = self["aws_secret_access_key"] else {
      return nil
    }
    return AWSCredentials(accessKey: access, secretKey: secret, sessionToken: self["aws_session_token"])
  }

  /// The single sign-on that it goes through; nil when it goes through none.
  var singleSignOn: AWSSingleSignOn? {
    let session = self["sso_session"]
    let shared = session.map(files.singleSignOnSession) ?? [:]
    guard let start = self["sso_start_url"] ?? shared["sso_start_url"],
      let region = self["sso_region"] ?? shared["sso_region"],
      let account = self["sso_account_id"], let role = self["sso_role_name"]
    else { return nil }
    return AWSSingleSignOn(
      profile: name, cacheName: session ?? start, region: region, account: account, role: role)
  }
}

/// The files that profiles are in.
struct AWSSharedFiles: Sendable {
  /// Of keys, and of settings.
  private let credentials: [String]
  private let configuration: [String]

  init(_ config: BackendConfig) {
    let environment = config.context.environment
    let home = environment["HOME"] ?? "."
    credentials = Self.paths(
      config, "shared_credentials_files", "shared_credentials_file",
      environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "\(home)/.aws/credentials")
    configuration = Self.paths(
      config, "shared_config_files", "shared_config_file",
      environment["AWS_CONFIG_FILE"] ?? "\(home)/.aws/config")
  }

  var all: [String] { credentials + configuration }

  func profile(_ name: String) -> [String: String] {
    var settings = merged("profile \(name)", configuration)
    if name == "default" { settings.merge(merged(name, configuration)) { $1 } }
    return settings.merging(merged(name, credentials)) { $1 }
  }

  func singleSignOnSession(_ name: String) -> [String: String] {
    merged("sso-session \(name)", configuration)
  }

  private func merged(_ section: String, _ files: [String]) -> [String: String] {
    files.reduce(into: [:]) { settings, file in settings.merge(Self.section(section, of: file)) { $1 } }
  }

  private static func paths(
    _ config: BackendConfig, _ list: String, _ single: String, _ standard: String
  ) -> [String] {
    let given = config.strings(list) + [config.string(single)].compactMap { $0 }
    let home = config.context.environment["HOME"] ?? "."
    return (given.isEmpty ? [standard] : given).map { $0.hasPrefix("~/") ? home + $0.dropFirst() : $0 }
  }

  /// The settings in one section of an INI file; none where that cannot be read.
  private static func section(_ name: String, of path: String) -> [String: String] {
    guard let content = (try? FileAccess.read(path)) ?? nil else { return [:] }
    var settings: [String: String] = [:]
    var isInside = false
    for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let text = trimmed(line)
      if text.hasPrefix("[") {
        isInside = trimmed(text.dropFirst().prefix { $0 != "]" }) == name
      } else if isInside, !text.hasPrefix("#"), let equals = text.firstIndex(of: "=") {
        settings[trimmed(text[..<equals])] = trimmed(text[text.index(after: equals)...])
      }
    }
    return settings
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }
}
