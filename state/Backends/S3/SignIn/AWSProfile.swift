import AWSSigning
import StateStorage

/// What the shared files of the AWS tools say of one profile (AWS SDKs and Tools Reference Guide, "Shared config and
/// credentials files").
struct AWSProfile: Sendable {
  let name: String
  let files: AWSSharedFiles
  private let settings: [String: String]

  private init(_ name: String, _ files: AWSSharedFiles, _ settings: [String: String]) {
    self.name = name
    self.files = files
    self.settings = settings
  }

  /// - Throws: ``StateError`` when there is no such profile.
  init(_ name: String, _ files: AWSSharedFiles, _ config: BackendConfig) throws {
    guard let settings = try files.profile(name) else {
      throw config.problem("there is no profile \"\(name)\" in \(files.all.joined(separator: " or "))")
    }
    self.init(name, files, settings)
  }

  /// The one that the block or the environment names. Where neither does it is `default`, which may be missing.
  init(_ config: BackendConfig) throws {
    let files = AWSSharedFiles(config)
    if let name = config.string("profile", "AWS_PROFILE") {
      try self.init(name, files, config)
    } else {
      self.init("default", files, try files.profile("default") ?? [:])
    }
  }

  subscript(_ setting: String) -> String? { settings[setting].flatMap { $0.isEmpty ? nil : $0 } }

  var credentials: AWSCredentials? {
    guard let access = self["aws_access_key_id"], let secret = self["aws_secret_access_key"] else {
      return nil
    }
    return AWSCredentials(accessKey: access, secretKey: secret, sessionToken: self["aws_session_token"])
  }

  /// The single sign-on that it goes through; nil when it goes through none.
  func singleSignOn(_ config: BackendConfig) throws -> AWSSingleSignOn? {
    let session = self["sso_session"]
    guard session != nil || self["sso_start_url"] != nil else { return nil }
    let shared = try session.flatMap(files.singleSignOnSession) ?? [:]
    guard let start = self["sso_start_url"] ?? shared["sso_start_url"],
      let region = self["sso_region"] ?? shared["sso_region"],
      let account = self["sso_account_id"], let role = self["sso_role_name"]
    else {
      throw config.problem(
        "the single sign-on of the profile \"\(name)\" needs sso_start_url, sso_region, sso_account_id and "
          + "sso_role_name, in the profile or its sso-session")
    }
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

  /// nil when no file has it.
  func profile(_ name: String) throws -> [String: String]? {
    let unnamed = name == "default" ? try merged(name, configuration) : nil
    return Self.merged([
      unnamed, try merged("profile \(name)", configuration), try merged(name, credentials),
    ])
  }

  func singleSignOnSession(_ name: String) throws -> [String: String]? {
    try merged("sso-session \(name)", configuration)
  }

  private func merged(_ section: String, _ files: [String]) throws -> [String: String]? {
    Self.merged(try files.map { try Self.section(section, of: $0) })
  }

  /// Later ones win.
  private static func merged(_ sections: [[String: String]?]) -> [String: String]? {
    let found = sections.compactMap { $0 }
    return found.isEmpty ? nil : found.reduce(into: [:]) { all, section in all.merge(section) { $1 } }
  }

  private static func paths(
    _ config: BackendConfig, _ list: String, _ single: String, _ standard: String
  ) -> [String] {
    let given = config.strings(list) + [config.string(single)].compactMap { $0 }
    let home = config.context.environment["HOME"] ?? "."
    return (given.isEmpty ? [standard] : given).map { $0.hasPrefix("~/") ? home + $0.dropFirst() : $0 }
  }

  /// The settings in one section of an INI file; nil where there is none.
  private static func section(_ name: String, of path: String) throws -> [String: String]? {
    guard let content = try FileAccess.read(path) else { return nil }
    var settings: [String: String]?
    var isInside = false
    for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let text = trimmed(line)
      if text.hasPrefix("[") {
        let words = text.dropFirst().prefix { $0 != "]" }.split(whereSeparator: \.isWhitespace)
        isInside = words.joined(separator: " ") == name
        if isInside, settings == nil { settings = [:] }
      } else if isInside, !text.hasPrefix("#"), !text.hasPrefix(";"), let equals = text.firstIndex(of: "=") {
        let value = withoutComment(text[text.index(after: equals)...])
        settings?[String(trimmed(text[..<equals]))] = String(trimmed(value))
      }
    }
    return settings
  }

  /// A comment begins where white space is before its sign.
  private static func withoutComment(_ text: Substring) -> Substring {
    let start = text.indices.dropFirst().first {
      (text[$0] == "#" || text[$0] == ";") && text[text.index(before: $0)].isWhitespace
    }
    return start.map { text[..<$0] } ?? text
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let start = text.drop { $0.isWhitespace }
    return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
  }
}
