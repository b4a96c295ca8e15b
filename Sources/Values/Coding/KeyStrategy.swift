/// How the name of a Swift property becomes a member name in JSON.
///
/// What no rule can guess is written as the raw value of a coding key, in the style of the wire:
/// `case ipAddress = "IPAddress"`. A raw value in that style is left as it is.
public enum KeyStrategy: Hashable, Sendable {
  case asIs
  /// `driverOpts` is `driver_opts`, `imageID` is `image_id`, `urlPath2` is `url_path2`: an underscore before
  /// each capital that begins a word; a run of capitals is one word.
  case snakeCase
  /// `hostConfig` is `HostConfig`: only the first letter changes, so acronyms need a coding key.
  case pascalCase

  /// The member name for a property name.
  public func name(for key: String) -> String {
    switch self {
    case .asIs: key
    case .snakeCase: Self.snakeCased(key)
    case .pascalCase: key.prefix(1).uppercased() + key.dropFirst()
    }
  }

  /// A property name for a member name; the inverse of ``name(for:)`` for names without acronyms.
  public func key(for name: String) -> String {
    switch self {
    case .asIs:
      return name
    case .snakeCase:
      let words = name.split(separator: "_")
      return words.enumerated().map { $0 == 0 ? String($1) : Self.pascalCase.name(for: String($1)) }.joined()
    case .pascalCase:
      return name.prefix(1).lowercased() + name.dropFirst()
    }
  }

  private static func snakeCased(_ key: String) -> String {
    var name = ""
    let letters = Array(key)
    for (index, letter) in letters.enumerated() {
      let next = index + 1 < letters.count ? letters[index + 1] : nil
      if letter.isUppercase, index > 0, letters[index - 1] != "_",
        !letters[index - 1].isUppercase || next?.isLowercase == true
      {
        name += "_"
      }
      name += letter.lowercased()
    }
    return name
  }
}
