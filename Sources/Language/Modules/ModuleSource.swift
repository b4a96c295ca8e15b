/// Where the `source` argument of a module call says the module is.
public enum ModuleSource: Hashable, Sendable {
  /// A directory, relative to that of the calling module unless it starts with `/`.
  case local(String)
  case registry(RegistryModule, subdirectory: String?)
  /// A repository or archive, such as `git::https://example.com/net.git`.
  case remote(String)

  /// Reads a source address; nil when the text has none of the known forms.
  public init?(_ text: String) {
    if Self.isLocal(text) {
      self = .local(text)
    } else if let module = RegistryModule(legacyURL: text) {
      self = .registry(module, subdirectory: nil)
    } else if Self.isRemote(text) {
      self = .remote(text)
    } else if let (module, subdirectory) = Self.registryModule(text) {
      self = .registry(module, subdirectory: subdirectory)
    } else {
      return nil
    }
  }

  private static func isLocal(_ text: String) -> Bool {
    text == "." || text == ".." || text.hasPrefix("./") || text.hasPrefix("../") || text.hasPrefix("/")
  }

  private static func isRemote(_ text: String) -> Bool {
    text.contains("::") || text.contains("://") || text.hasPrefix("git@")
      || ["github.com/", "bitbucket.org/", "gitlab.com/"].contains { text.hasPrefix($0) }
  }

  private static func registryModule(_ text: String) -> (RegistryModule, subdirectory: String?)? {
    guard let separator = text.firstDoubleSlash else {
      return RegistryModule(text).map { ($0, nil) }
    }
    let subdirectory = text[separator...].drop { $0 == "/" }
    guard !subdirectory.split(separator: "/").contains("..") else { return nil }
    return RegistryModule(String(text[..<separator])).map { ($0, String(subdirectory)) }
  }
}

extension String {
  fileprivate var firstDoubleSlash: String.Index? {
    indices.first { self[$0] == "/" && self[index(after: $0)...].hasPrefix("/") }
  }
}

/// A module in a registry: `registry.coder.com/coder/code-server/coder`.
public struct RegistryModule: Hashable, Sendable {
  public var host: String
  public var namespace: String
  public var name: String
  /// The platform that the module is for: the last part of its address.
  public var system: String

  public static let defaultHost = "registry.terraform.io"

  public init(host: String = RegistryModule.defaultHost, namespace: String, name: String, system: String) {
    self.host = host
    self.namespace = namespace
    self.name = name
    self.system = system
  }

  /// Reads `NAMESPACE/NAME/SYSTEM` with an optional `HOST/` before it.
  ///
  /// Coder's registry once served its modules as `registry.coder.com/modules/NAME/coder`; they are those of
  /// the namespace `coder`.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let names = parts.suffix(3)
    guard (3...4).contains(parts.count), names.allSatisfy(Self.isName) else { return nil }
    let host = parts.count == 4 ? parts[0].lowercased() : Self.defaultHost
    guard Self.isHost(host) else { return nil }
    let isLegacy = host.hasSuffix("registry.coder.com") && names[names.startIndex] == "modules"
    self.init(
      host: host, namespace: isLegacy ? "coder" : names[names.startIndex],
      name: names[names.startIndex + 1], system: names[names.startIndex + 2])
  }

  /// Reads the oldest form, `https://registry.coder.com/modules/NAME`, which named the same modules.
  init?(legacyURL text: String) {
    let prefix = "https://registry.coder.com/modules/"
    guard text.hasPrefix(prefix) else { return nil }
    let name = String(text.dropFirst(prefix.count))
    guard Self.isName(name) else { return nil }
    self.init(host: "registry.coder.com", namespace: "coder", name: name, system: "coder")
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
  }

  private static func isHost(_ text: String) -> Bool {
    (text.contains(".") || text.contains(":") || text == "localhost")
      && text.utf8.allSatisfy { isAlphanumeric($0) || "-.:".utf8.contains($0) }
      && !text.hasPrefix(".")
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}

extension RegistryModule: CustomStringConvertible {
  public var description: String { "\(host)/\(namespace)/\(name)/\(system)" }
}
