import Glibc

/// The file that a Unix socket is, as far as error messages need to know it.
struct SocketFile {
  let path: String

  init(_ path: String) { self.path = path }

  /// Whether it, or a folder on the way to it, is there but closed to this user.
  var isForbidden: Bool { access(path, R_OK | W_OK) != 0 && errno == EACCES }
}
