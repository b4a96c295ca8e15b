import Glibc
import TestSupport

/// Programs that tests run.
enum Processes {
  struct Outcome {
    /// Of the program; 128 and the signal's number when a signal ended it.
    var exitCode: Int32
    /// What it wrote, to standard output and standard error.
    var output: String
  }

  /// Runs a program to its end. Whoever it leaves behind is not waited for.
  static func run(_ arguments: [String], environment: [String: String] = [:]) -> Outcome {
    let folder = TemporaryDirectory(["output": ""])
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "\(folder.path)/output", O_WRONLY | O_APPEND, 0)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // A thread of the test may have signals blocked, libcurl has SIGPIPE ignored while it closes connections, and a
    // program that is started would have it so too.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    var allSignals = sigset_t()
    sigfillset(&allSignals)
    posix_spawnattr_setsigdefault(&attributes, &allSignals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var process = pid_t()
    let variables = ["PATH": path].merging(environment) { $1 }.map { "\($0)=\($1)" }
    let failure = withCStrings(arguments) { words in
      withCStrings(variables) { environment in
        words[0].map { posix_spawnp(&process, $0, &actions, &attributes, words, environment) } ?? ENOENT
      }
    }
    guard failure == 0 else { return Outcome(exitCode: 127, output: "\(arguments[0]): error \(failure)") }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return Outcome(
      exitCode: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: folder.read("output") ?? "")
  }

  private static let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"

  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let strings = texts.map { strdup($0) }
    defer { for string in strings { free(string) } }
    return body(strings + [nil])
  }
}
