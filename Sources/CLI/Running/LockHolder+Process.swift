import Encodings
import Glibc
import StateStorage
import Values

extension LockHolder {
  /// This process, for as long as it carries out `operation`.
  init(_ operation: String, _ environment: [String: String]) {
    let user = Self.user(environment)
    self.init(
      id: "\(UUID.random())", operation: operation, who: "\(user)@\(Self.hostName)",
      processID: Int(getpid()), created: Timestamp.now().description)
  }

  /// The login of whoever runs the program.
  static func user(_ environment: [String: String]) -> String {
    environment["USER"] ?? environment["LOGNAME"] ?? userName
  }

  private static var userName: String {
    getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
