import ArgumentParser
import Language
import Synchronization

/// Values for the template: its input variables and its workspace parameters.
struct VariableOptions: ParsableArguments {
  @Option(
    name: .customLong("var"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Set an input variable. May be repeated.", valueName: "name=value"),
    transform: { OrderedArgument(.assignment($0)) })
  var assignments: [OrderedArgument] = []

  @Option(
    name: .customLong("var-file"),
    help: ArgumentHelp("Take input variables from a file. May be repeated.", valueName: "file"),
    transform: { OrderedArgument(.file($0)) })
  var files: [OrderedArgument] = []

  @Option(
    name: .customLong("parameter"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Set a workspace parameter (coder_parameter). May be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    name: [.customLong("parameter-file"), .customLong("rich-parameter-file")],
    help: ArgumentHelp(
      "Take workspace parameters from a file with lines NAME: VALUE (YAML), or in JSON. May be repeated.",
      valueName: "file"))
  var parameterFiles: [String] = []

  @Flag(
    name: .customLong("input"), inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Ask for values that are missing, when there is a terminal.")
  var input = true

  /// In the order of the command line, in which later ones win.
  var arguments: [VariableArgument] {
    (assignments + files).sorted { $0.position < $1.position }.map(\.argument)
  }
}

/// An argument that remembers where it stood among those of other options.
struct OrderedArgument: Sendable {
  let position: Int
  let argument: VariableArgument

  private static let next = Atomic<Int>(0)

  init(_ argument: VariableArgument) {
    position = Self.next.add(1, ordering: .relaxed).newValue
    self.argument = argument
  }
}
