import HCL
import Values

/// Paths computed; the files need not exist.
enum PathFunctions {
  static func all(_ context: FunctionContext) -> [Function] {
    [abspath(context), basename, dirname, pathexpand(context)]
  }

  private static func abspath(_ context: FunctionContext) -> Function {
    Function(
      "abspath", "Makes a path absolute, as seen from the working directory.",
      .init("path", .string, "The path."), result: .type(.string)
    ) { arguments throws(FunctionError) in
      .string(Path.cleaned(Path.resolved(try arguments.string(0), in: context.workingDirectory)))
    }
  }

  private static let basename = Function(
    "basename", "Returns the last part of a path.",
    .init("path", .string, "The path."), result: .type(.string)
  ) { arguments throws(FunctionError) in .string(Path.lastPart(try arguments.string(0))) }

  private static let dirname = Function(
    "dirname", "Returns all but the last part of a path.",
    .init("path", .string, "The path."), result: .type(.string)
  ) { arguments throws(FunctionError) in .string(Path.directory(try arguments.string(0))) }

  private static func pathexpand(_ context: FunctionContext) -> Function {
    Function(
      "pathexpand", "Replaces a `~` at the start of a path by the user's home directory.",
      .init("path", .string, "The path."), result: .type(.string)
    ) { arguments throws(FunctionError) in
      .string(try expanded(try arguments.string(0), context))
    }
  }

  /// The path with a leading `~` replaced.
  static func expanded(_ path: String, _ context: FunctionContext) throws(FunctionError) -> String {
    guard path.hasBytes("~") else { return path }
    guard path == "~" || path.hasBytes("~/") else {
      throw FunctionError("cannot expand user-specific home dir", argument: 0)
    }
    guard let home = context.homeDirectory else {
      throw FunctionError("the home directory is not known: set the environment variable HOME", argument: 0)
    }
    return Path.cleaned(home + path.dropFirst())
  }
}
