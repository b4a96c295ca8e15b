import Glibc
public import ProviderAPI

extension Provider {
  /// Serves the provider as all that this program does, and ends the program: with status 1 when it was not started by
  /// Terraform, OpenTofu or rcw.
  ///
  /// The only place besides `rcw` that reads the environment: it is the program.
  public func serveAsProgram() async -> Never {
    for number in [SIGPIPE, SIGXFSZ, SIGINT] { signal(number, SIG_IGN) }
    let settings = ProviderServer.Settings(
      environment: ProgramEnvironment.current, print: { write($0, to: STDOUT_FILENO) },
      note: { write("[WARN] \($0)\n", to: STDERR_FILENO) }, parent: { getppid() })
    do {
      try await ProviderServer(self, settings).serve()
    } catch {
      write("\(error)\n", to: STDERR_FILENO)
      _exit(1)
    }
    // Not exit(3), which frees what threads of libraries still use.
    _exit(0)
  }
}

private func write(_ text: String, to descriptor: Int32) {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return }
    rest = rest.dropFirst(count)
  }
}

private enum ProgramEnvironment {
  static var current: [String: String] {
    var environment: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let line = String(cString: text)
      if let equals = line.firstIndex(of: "=") {
        environment[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
      entry += 1
    }
    return environment
  }
}
