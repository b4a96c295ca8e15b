/// The classes that have a letter or a name. All of them are ASCII, as in RE2.
enum NamedClasses {
  /// `\d`, `\s`, `\w` by their lower-case letter.
  static func perl(_ letter: Unicode.Scalar) -> [ClosedRange<UInt32>]? {
    switch letter {
    case "d": digits
    case "s": [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]
    case "w": word
    default: nil
    }
  }

  /// The class inside `[:name:]`.
  static func posix(_ name: String) -> [ClosedRange<UInt32>]? {
    switch name {
    case "alnum": digits + upper + lower
    case "alpha": upper + lower
    case "ascii": [0...0x7F]
    case "blank": [0x09...0x09, 0x20...0x20]
    case "cntrl": [0...0x1F, 0x7F...0x7F]
    case "digit": digits
    case "graph": [0x21...0x7E]
    case "lower": lower
    case "print": [0x20...0x7E]
    case "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
    case "space": [0x09...0x0D, 0x20...0x20]
    case "upper": upper
    case "word": word
    case "xdigit": digits + [0x41...0x46, 0x61...0x66]
    default: nil
    }
  }

  private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
  private static let upper: [ClosedRange<UInt32>] = [0x41...0x5A]
  private static let lower: [ClosedRange<UInt32>] = [0x61...0x7A]
  private static let word = digits + upper + lower + [0x5F...0x5F]
}
