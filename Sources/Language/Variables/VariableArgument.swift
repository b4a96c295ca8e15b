/// A value for an input variable on the command line.
public enum VariableArgument: Hashable, Sendable {
  /// `-var NAME=VALUE`.
  case assignment(String)
  /// `-var-file PATH`.
  case file(String)
}
