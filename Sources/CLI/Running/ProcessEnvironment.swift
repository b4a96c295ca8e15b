import Glibc

/// The environment of the process, read once and handed down.
enum ProcessEnvironment {
  static var current: [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let line = String(cString: text)
      if let equals = line.firstIndex(of: "=") {
        variables[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
      entry += 1
    }
    return variables
  }

  /// The variables that name files of this program's own.
  fileprivate static let paths = ["RCW_HOME", "RCW_KEY_FILE", "RCW_MODULE_MIRROR"]

  static var workingDirectory: String {
    guard let path = realpath(".", nil) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }
}

extension [String: String] {
  /// The environment for a command that changes its working directory: what names files by relative paths names the same
  /// ones afterwards.
  var withAbsolutePaths: [String: String] {
    var environment = self
    let folder = ProcessEnvironment.workingDirectory
    for name in ProcessEnvironment.paths {
      guard let value = environment[name], !value.isEmpty else { continue }
      environment[name] = value.split(separator: ":").map {
        $0.hasPrefix("/") ? String($0) : "\(folder)/\($0)"
      }
      .joined(separator: ":")
    }
    return environment
  }
}
