/// Whose workspaces they are. There are no accounts: an owner is a name.
public struct Owner: Hashable, Sendable {
  /// By Coder's rules for names.
  public var name: String
  /// For people; empty when it is not known.
  public var fullName: String
  public var email: String

  public init(name: String, fullName: String = "", email: String = "") {
    self.name = name
    self.fullName = fullName
    self.email = email
  }

  /// A login of this machine as a name that Coder's rules allow: letters and digits, single hyphens between.
  ///
  /// - Returns: nil when nothing of it would be left.
  public static func name(ofLogin login: String) -> String? {
    let words = login.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    let name = words.joined(separator: "-").prefix(32)
    let trimmed = name.hasSuffix("-") ? name.dropLast() : name
    return trimmed.isEmpty ? nil : String(trimmed)
  }
}
