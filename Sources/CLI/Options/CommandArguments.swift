import ArgumentParser
import Glibc

/// The command line brought into one form: long options with two dashes, global options carried out.
///
/// Terraform's options have one dash and long names (`-auto-approve`, `-var a=b`); both forms mean the same.
struct CommandArguments {
  let normalized: [String]

  /// - Parameters:
  ///   - commands: of which the first words of the command line name one.
  ///   - environment: `TF_CLI_ARGS` holds arguments for every command, `TF_CLI_ARGS_plan` for one,
  ///     `TF_CLI_ARGS_state_list` for one below another. They come before those of the command line.
  init(
    _ arguments: some Sequence<String>, of commands: [any ParsableCommand.Type],
    environment: [String: String] = [:]
  ) throws {
    var rest = Array(arguments)[...]
    while let folder = rest.first.flatMap({ Self.value(of: "chdir", in: $0) }) {
      guard chdir(folder) == 0 else {
        throw GlobalOptionError.cannotEnter(folder, String(cString: strerror(errno)))
      }
      rest.removeFirst()
    }
    if let first = rest.first, Self.isOption("version", first) || first == "-v" {
      normalized = ["version"] + rest.dropFirst()
      return
    }
    let path = Self.path(rest, in: commands)
    let given = try Self.environmentArguments(path, environment) + rest.dropFirst(path.count)
    let options = given.prefix { $0 != "--" }
    normalized =
      path + options.flatMap { Self.spelledOut(Self.doubleDashed($0)) } + given.dropFirst(options.count)
  }

  /// The words that name the command: `state list`.
  private static func path(_ words: ArraySlice<String>, in commands: [any ParsableCommand.Type]) -> [String] {
    guard let word = words.first,
      let command = commands.first(where: { command in
        command.configuration.commandName == word || command.configuration.aliases.contains(word)
      })
    else { return [] }
    return [word] + path(words.dropFirst(), in: command.configuration.subcommands)
  }

  private static func environmentArguments(
    _ path: [String], _ environment: [String: String]
  ) throws -> [String] {
    guard !path.isEmpty else { return [] }
    let specific = "TF_CLI_ARGS_" + path.joined(separator: "_").replacing("-", with: "_")
    return try [specific, "TF_CLI_ARGS"].flatMap { name -> [String] in
      guard let line = environment[name] else { return [] }
      guard let words = ShellWords(line) else { throw GlobalOptionError.openQuotation(name) }
      return words.words
    }
  }

  /// Options that are on or off, and can be turned off by `-no-NAME`.
  private static let switches: Set<String> = [
    "activate", "allow-user-autostart", "allow-user-autostop", "backend", "input", "list", "lock", "plan",
    "refresh",
    "require-active-version", "write",
  ]
  /// Options that are off unless they are given.
  private static let flags: Set<String> = [
    "auto-approve", "check", "compact-warnings", "destroy", "detailed-exitcode", "diff", "draw-cycles",
    "force", "force-copy", "json", "migrate-state", "no-color", "raw", "reconfigure", "recursive",
    "refresh-only", "update", "verbose", "upgrade",
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
  case openQuotation(String)

  var description: String {
    switch self {
    case .cannotEnter(let folder, let reason): "Error: cannot change to the folder \"\(folder)\": \(reason)."
    case .openQuotation(let name):
      "Error: the environment variable \(name) opens a quotation and does not close it."
    }
  }
}
