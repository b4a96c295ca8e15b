/// What a program is made for, in the words of Go: `linux_amd64`.
public struct Platform: Hashable, Sendable, CustomStringConvertible {
  public var system: String
  public var architecture: String

  public init?(_ text: String) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts.contains("") else { return nil }
    (system, architecture) = (parts[0], parts[1])
  }

  private init(system: String, architecture: String) {
    self.system = system
    self.architecture = architecture
  }

  public var description: String { "\(system)_\(architecture)" }

  /// This machine.
  #if arch(arm64)
    public static let current = Platform(system: "linux", architecture: "arm64")
  #else
    public static let current = Platform(system: "linux", architecture: "amd64")
  #endif
}
