public import Addresses
import Language
import Values

/// The user's own settings, in Terraform's CLI configuration file.
public struct CLIConfiguration: Sendable {
  /// nil when the file does not say; then there are the implied ones.
  public var methods: [InstallationMethod]?
  /// Folders with programs that somebody is working on.
  public var overrides: [ProviderAddress: String] = [:]
  /// Where packages are kept for all configurations; nil for a place of our own.
  public var cacheFolder: String?
  /// Tokens for hosts.
  public var tokens: [String: String] = [:]
  /// Services of hosts that are not to be asked for them: the URL by the service's name.
  public var services: [String: [String: String]] = [:]

  /// Who we are at OCI registries.
  public var repositories = RepositoryCredentials()

  public init() {}

  /// Reads the file that `RCW_CLI_CONFIG_FILE` or `TF_CLI_CONFIG_FILE` names, or else `~/.terraformrc`, then
  /// `~/.terraform.d/credentials.tfrc.json`, and what the environment adds. What is not there says nothing.
  ///
  /// - Throws: ``InstallError`` when a file cannot be understood.
  public init(environment: [String: String]) throws(InstallError) {
    let home = environment["HOME"] ?? ""
    let named = ["RCW_CLI_CONFIG_FILE", "TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    var logins: [String: RepositoryLogin] = [:]
    var mayLook = true
    for path in ["\(home)/.terraform.d/credentials.tfrc.json", named ?? "\(home)/.terraformrc"] {
      guard let bytes = try? FileSystem.read(path) else { continue }
      let tree = try SettingsTree(bytes, path: path)
      try read(tree, environment)
      for (address, body) in tree.blocks("oci_credentials") {
        logins[address] = try RepositoryLogin(body, for: address)
      }
      mayLook = mayLook && tree["oci_default_credentials"]?["discover_ambient_credentials"]?.asText != "false"
    }
    repositories = RepositoryCredentials(logins, environment: mayLook ? environment : nil)
    if let folder = environment["TF_PLUGIN_CACHE_DIR"], !folder.isEmpty { cacheFolder = folder }
    readTokens(environment)
  }

  private mutating func read(_ tree: SettingsTree, _ environment: [String: String]) throws(InstallError) {
    if let folder = tree["plugin_cache_dir"]?.asText {
      cacheFolder = Self.expand(folder, environment)
    }
    for (host, body) in tree.blocks("credentials") {
      if let token = body["token"]?.asText { tokens[host.lowercased()] = token }
    }
    for (host, body) in tree.blocks("host") {
      for item in body["services"]?.items ?? [] {
        if let url = item.value.asText { services[host.lowercased(), default: [:]][item.keys[0]] = url }
      }
    }
    guard let installation = tree["provider_installation"] else { return }
    var methods: [InstallationMethod] = []
    for item in installation.items {
      if item.keys == ["dev_overrides"] {
        try readOverrides(item.value)
      } else {
        methods.append(try InstallationMethod(item))
      }
    }
    self.methods = methods
  }

  private mutating func readOverrides(_ tree: SettingsTree) throws(InstallError) {
    for item in tree.items {
      guard let address = ProviderAddress(source: item.keys[0]), let path = item.value.asText else {
        throw InstallError("\"\(item.keys[0])\" in dev_overrides is no provider address with a path.")
      }
      overrides[address] = path
    }
  }

  /// `TF_TOKEN_app_example_com`: dots are underscores, dashes two of them.
  private mutating func readTokens(_ environment: [String: String]) {
    for (name, token) in environment where name.hasPrefix("TF_TOKEN_") {
      let host = name.dropFirst(9).split(separator: "__", omittingEmptySubsequences: false)
        .map { $0.replacing("_", with: ".") }.joined(separator: "-")
      tokens[host.lowercased()] = token
    }
  }

  /// `$HOME/…`, as Terraform's documentation writes the path of the cache.
  private static func expand(_ path: String, _ environment: [String: String]) -> String {
    guard path.hasPrefix("$") else { return path }
    let name = path.dropFirst().prefix { $0 != "/" }
    let bare = name.filter { $0 != "{" && $0 != "}" }
    return (environment[String(bare)] ?? "") + path.dropFirst(name.count + 1)
  }
}

extension SettingsTree {
  /// - Throws: ``InstallError`` naming the file and the line.
  init(_ bytes: [UInt8], path: String) throws(InstallError) {
    if path.hasSuffix(".json") {
      do throws(JSON.SyntaxError) {
        self.init(try JSON.parse(bytes))
      } catch {
        throw InstallError("The CLI configuration file \(path) cannot be read: \(error).")
      }
      return
    }
    var parser = SettingsParser(String(decoding: bytes, as: UTF8.self))
    do throws(SettingsParser.Problem) {
      self = try parser.parse()
    } catch {
      throw InstallError(
        "The CLI configuration file \(path) cannot be read: \(error.message) (line \(error.line)).")
    }
  }
}

extension RepositoryLogin {
  fileprivate init(_ tree: SettingsTree, for address: String) throws(InstallError) {
    if let token = tree["access_token"]?.asText {
      self = .token(token)
    } else if let user = tree["username"]?.asText, let password = tree["password"]?.asText {
      self = .password(user: user, password)
    } else {
      throw InstallError(
        "The oci_credentials for \(address) have neither username and password nor an access_token, and helper programs are "
          + "not asked.")
    }
  }
}

extension InstallationMethod {
  fileprivate init(_ item: SettingsTree.Item) throws(InstallError) {
    let place: Place
    switch item.keys[0] {
    case "direct": place = .registry
    case "filesystem_mirror": place = .folder(try Self.argument("path", of: item))
    case "network_mirror": place = .mirror(try Self.argument("url", of: item))
    case "oci_mirror": place = .repositories(try Self.argument("repository_template", of: item))
    case let kind:
      throw InstallError(
        "\"\(kind)\" is no installation method of provider_installation. There are filesystem_mirror, "
          + "network_mirror, oci_mirror, direct and dev_overrides.")
    }
    self.init(
      place, included: try Self.patterns("include", of: item),
      excluded: try Self.patterns("exclude", of: item))
  }

  private static func argument(_ name: String, of item: SettingsTree.Item) throws(InstallError) -> String {
    guard let text = item.value[name]?.asText else {
      throw InstallError("The \(item.keys[0]) in provider_installation lacks its \(name).")
    }
    return text
  }

  private static func patterns(
    _ name: String, of item: SettingsTree.Item
  ) throws(InstallError) -> [ProviderPattern] {
    var patterns: [ProviderPattern] = []
    for element in item.value[name]?.elements ?? [] {
      guard let pattern = element.asText.flatMap({ ProviderPattern($0) }) else {
        throw InstallError(
          "A pattern in \(name) of provider_installation is no provider, such as \"hashicorp/*\".")
      }
      patterns.append(pattern)
    }
    return patterns
  }
}
