import Glibc

/// The Docker engine that tests may use; see docs/testing.md.
public enum DockerEngine {
  /// The path of the socket that `DOCKER_HOST` names, or Docker's usual one.
  public static let socketPath: String = {
    let host = environment("DOCKER_HOST") ?? ""
    return host.hasPrefix("unix://") ? String(host.dropFirst(7)) : "/var/run/docker.sock"
  }()

  /// The condition for tests that need an engine: one can be asked, or must be there.
  public static let isWanted =
    access(socketPath, R_OK | W_OK) == 0 || environment("RCW_REQUIRE_DOCKER") == "1"

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
