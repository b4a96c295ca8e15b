import HCL
import Language

/// The names that an expression on the console can begin with.
struct ConsoleNames {
  private let names: [String]

  init(_ root: ModuleConfig, functions: [String: Function]) {
    let outputs = root.children.flatMap { call, child in child.outputs.keys.map { "module.\(call).\($0)" } }
    names =
      root.variables.keys.map { "var.\($0)" } + root.locals.keys.map { "local.\($0)" }
      + root.resources.keys.map { "\($0)" } + root.calls.keys.map { "module.\($0)" } + outputs
      + functions.keys.map { "\($0)(" }
      + [
        "path.module", "path.root", "path.cwd", "terraform.workspace", "true", "false", "null", "exit",
        "help",
      ]
  }

  /// The names that `word` begins. As long as the word has no dot, only the first part of each.
  func completions(of word: String) -> [String] {
    guard !word.isEmpty else { return [] }
    let found = names.filter { $0.hasPrefix(word) }
    guard !word.contains(".") else { return found }
    return Array(Set(found.map { $0.split(separator: ".").count > 1 ? $0.prefix { $0 != "." } + "." : $0 }))
  }
}
