import Encodings
import HCL
import Values

/// The content of files that belong to the configuration.
enum FileFunctions {
  static func all(_ context: FunctionContext) -> [Function] {
    [file(context), filebase64(context), fileexists(context), fileset(context)]
      + HashFunctions.digests.map { digest($0, context) }
  }

  private static let path = Function.Parameter(
    "path", .string,
    "The file's path. `path.module` is the directory of the module; relative paths start at "
      + "the working directory.")

  private static func file(_ context: FunctionContext) -> Function {
    Function("file", "Reads a file as a string. It must be UTF-8.", path, result: .type(.string)) {
      arguments throws(FunctionError) in .string(try text(try arguments.string(0), context))
    }
  }

  private static func filebase64(_ context: FunctionContext) -> Function {
    Function("filebase64", "Reads a file of any kind, as Base64.", path, result: .type(.string)) {
      arguments throws(FunctionError) in
      .string(Base64.standard.encode(try bytes(try arguments.string(0), context)))
    }
  }

  private static func fileexists(_ context: FunctionContext) -> Function {
    Function("fileexists", "Tells whether there is a file at a path.", path, result: .type(.bool)) {
      arguments throws(FunctionError) in
      let path = try arguments.string(0)
      switch try kind(path, context) {
      case nil: return .bool(false)
      case .file: return .bool(true)
      case .directory: throw FunctionError("\"\(path)\" is a directory, not a file", argument: 0)
      case .other: throw FunctionError("\"\(path)\" is not a regular file", argument: 0)
      }
    }
  }

  private static func digest(_ digest: HashFunctions.Digest, _ context: FunctionContext) -> Function {
    Function(
      "file\(digest.name)", "Returns the \(digest.algorithm) digest of a file, in \(digest.notation).",
      path, result: .type(.string)
    ) { arguments throws(FunctionError) in
      .string(digest.compute(try bytes(try arguments.string(0), context)))
    }
  }
}

// MARK: Reading

extension FileFunctions {
  /// The content of the file that the first argument names, as text.
  static func text(_ path: String, _ context: FunctionContext) throws(FunctionError) -> String {
    guard let text = String(validating: try bytes(path, context), as: UTF8.self) else {
      throw FunctionError(
        "contents of \"\(path)\" are not valid UTF-8; filebase64 reads files of any kind", argument: 0)
    }
    return text
  }

  static func bytes(_ path: String, _ context: FunctionContext) throws(FunctionError) -> [UInt8] {
    let kind = try kind(path, context)
    guard kind != nil else {
      throw FunctionError(
        "no file exists at \"\(path)\"; a file that a resource creates cannot be read here, since all files "
          + "are read before apply: refer to the resource's attribute instead", argument: 0)
    }
    guard kind == .file else { throw FunctionError("\"\(path)\" is not a regular file", argument: 0) }
    do {
      return try FileSystem.read(try location(path, context))
    } catch let failure as FileError {
      throw unreadable(path, failure)
    } catch {
      throw FunctionError("failed to read \"\(path)\"", argument: 0)
    }
  }

  private static func kind(
    _ path: String, _ context: FunctionContext
  ) throws(FunctionError) -> FileSystem.Kind? {
    let location = try location(path, context)
    do {
      return try FileSystem.kind(location)
    } catch {
      throw unreadable(path, error)
    }
  }

  private static func unreadable(_ path: String, _ failure: FileError) -> FunctionError {
    FunctionError("failed to read \"\(path)\": \(failure.reason)", argument: 0)
  }

  private static func location(_ path: String, _ context: FunctionContext) throws(FunctionError) -> String {
    Path.resolved(try PathFunctions.expanded(path, context), in: context.workingDirectory)
  }
}
