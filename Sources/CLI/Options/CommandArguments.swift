import Glibc

/// The command line brought into one form: long options with two dashes, global options carried out.
///
/// Terraform's options have one dash and long names (`-auto-approve`, `-var a=b`); both forms mean the same.
struct CommandArguments {
  let normalized: [String]

  init(_ arguments: some Sequence<String>) throws {
    var result: [String] = []
    var isPlain = false
    for argument in arguments {
      if isPlain || argument == "--" {
        isPlain = true
        result.append(argument)
      } else if result.isEmpty, let folder = Self.value(of: "chdir", in: argument) {
        guard chdir(folder) == 0 else {
          throw GlobalOptionError.cannotEnter(folder, String(cString: strerror(errno)))
        }
      } else if result.isEmpty, Self.isOption("version", argument) || argument == "-v" {
        result = ["version"]
        isPlain = true
      } else {
        result += Self.spelledOut(Self.doubleDashed(argument))
      }
    }
    normalized = result
  }

  /// Options that are on or off, and can be turned off by `-no-NAME`.
  private static let switches: Set<String> = ["input", "refresh"]
  /// Options that are off unless they are given.
  private static let flags: Set<String> = [
    "auto-approve", "destroy", "force", "detailed-exitcode", "json", "no-color", "raw", "refresh-only",
  ]

  /// `--input=false` as `--no-input`; a flag that is `=true` without its value, and none that is `=false`.
  private static func spelledOut(_ argument: String) -> [String] {
    guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return [argument] }
    let name = String(argument[..<equals].dropFirst(2))
    let value = argument[argument.index(after: equals)...]
    guard switches.contains(name) || flags.contains(name) else { return [argument] }
    switch value {
    case "true", "1": return ["--\(name)"]
    case "false", "0": return switches.contains(name) ? ["--no-\(name)"] : []
    default: return [argument]
    }
  }

  /// `-name` as `--name`; anything else as it is. A single letter stays a short option.
  private static func doubleDashed(_ argument: String) -> String {
    let name = argument.dropFirst()
    guard argument.hasPrefix("-"), !argument.hasPrefix("--"), name.count > 1,
      name.first?.isLetter == true
    else { return argument }
    return "-" + argument
  }

  private static func isOption(_ name: String, _ argument: String) -> Bool {
    argument == "-\(name)" || argument == "--\(name)"
  }

  private static func value(of name: String, in argument: String) -> String? {
    for prefix in ["-\(name)=", "--\(name)="] where argument.hasPrefix(prefix) {
      return String(argument.dropFirst(prefix.count))
    }
    return nil
  }
}

enum GlobalOptionError: Error, CustomStringConvertible {
  case cannotEnter(String, String)

  var description: String {
    switch self {
    case .cannotEnter(let folder, let reason): "Error: cannot change to the folder \"\(folder)\": \(reason)."
    }
  }
}
