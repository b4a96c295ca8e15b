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
    case .pascalCase: Self.capitalized(key)
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

  private static func capitalized(_ key: String) -> String {
    guard let first = key.utf8.first, isSmall(first) else { return key }
    return String(decoding: [first & 0xDF] + key.utf8.dropFirst(), as: UTF8.self)
  }

  /// Works on bytes, as it is asked for every member of every object; a property name without a capital is its own.
  private static func snakeCased(_ key: String) -> String {
    let letters = Array(key.utf8)
    guard letters.contains(where: isCapital) else { return key }
    var name: [UInt8] = []
    name.reserveCapacity(letters.count + 4)
    for (index, letter) in letters.enumerated() {
      guard isCapital(letter) else {
        name.append(letter)
        continue
      }
      if index > 0, beginsWord(at: index, of: letters) { name.append(UInt8(ascii: "_")) }
      name.append(letter | 0x20)
    }
    return String(decoding: name, as: UTF8.self)
  }

  private static func beginsWord(at index: Int, of letters: [UInt8]) -> Bool {
    let previous = letters[index - 1]
    guard previous != UInt8(ascii: "_") else { return false }
    let endsRun = index + 1 < letters.count && isSmall(letters[index + 1])
    return !isCapital(previous) || endsRun
  }

  private static func isCapital(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
  private static func isSmall(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}
