import HCL
import Values

extension FileFunctions {
  static func fileset(_ context: FunctionContext) -> Function {
    Function(
      "fileset", "Returns the paths of the files under a directory whose path matches a pattern.",
      .init("path", .string, "The directory; the results are relative to it."),
      .init(
        "pattern", .string,
        "`*` and `?` stand for characters other than a slash, `[a-z]` for one of them, `{a,b}` for one of "
          + "several texts, and `**` for any number of directories."),
      result: .type(.set(.string))
    ) { arguments throws(FunctionError) in
      let directory = Path.cleaned(try PathFunctions.expanded(try arguments.string(0), context))
      let pattern = try arguments.string(1)
      guard let glob = Glob(Path.cleaned(directory + "/" + pattern)) else {
        throw FunctionError("failed to glob pattern \"\(pattern)\": syntax error in pattern", argument: 1)
      }
      let files = glob.files(in: context.workingDirectory)
      let paths = files.compactMap { Path.relative($0, to: directory) }
      return .set(paths.map { Value.string($0) }, of: .string)
    }
  }
}
