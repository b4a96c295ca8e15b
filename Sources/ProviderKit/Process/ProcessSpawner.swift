import CSystemShims
import Glibc

/// Starts programs: each in a process group of its own, with all signals as at first and no descriptor of
/// ours but the three standard ones.
enum ProcessSpawner {
  /// - Parameters:
  ///   - standard: becomes input, output and error output.
  ///   - isBound: whether the program is killed when the calling thread ends.
  /// - Returns: the process, which is also its group.
  static func spawn(
    _ command: ProcessCommand, standard: [Descriptor], isBound: Bool = false
  ) throws(ProcessError) -> pid_t {
    let path = try find(command)
    try checkDirectory(command)
    let environment = CStrings(command.environment.map { "\($0.key)=\($0.value)" })
    guard let arguments = CStrings([command.program] + command.arguments), let environment else {
      throw ProcessError(.notStarted, "An argument or the environment of \(command) holds a null character.")
    }
    var process = pid_t()
    let result = (isBound ? system_spawn_bound : system_spawn)(
      &process, path, command.directory, standard.map(\.number), arguments.pointers, environment.pointers)
    guard result == 0 else {
      let error = SystemError("posix_spawn", result)
      throw ProcessError(.notStarted, "\(path) cannot be started: \(error.reason).", cause: error)
    }
    return process
  }

  private static func find(_ command: ProcessCommand) throws(ProcessError) -> String {
    let name = command.program
    if name.utf8.contains(UInt8(ascii: "/")) {
      guard access(name, X_OK) == 0 else {
        throw ProcessError(.notFound, "\(name) cannot be run: \(SystemError("access", errno).reason).")
      }
      return name
    }
    let folders = (command.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    guard !name.isEmpty, let path = folders.lazy.map({ "\($0)/\(name)" }).first(where: isProgram) else {
      throw ProcessError(.notFound, "The program \(name) is not installed or not in the PATH.")
    }
    return path
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  private static func checkDirectory(_ command: ProcessCommand) throws(ProcessError) {
    guard let directory = command.directory, access(directory, X_OK) != 0 else { return }
    throw ProcessError(
      .notStarted, "\(command) cannot be run in \(directory): \(SystemError("access", errno).reason).")
  }
}
