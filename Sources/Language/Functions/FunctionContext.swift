import Glibc

/// What the functions of one run know of the world around them.
public struct FunctionContext: Sendable {
  /// Where relative paths start; absolute.
  public var workingDirectory: String
  /// What a leading `~` in a path stands for; nil when the user has no home directory.
  public var homeDirectory: String?
  /// When the plan was made, in seconds since 1970-01-01T00:00:00Z; nil before there is one, as in
  /// validation, which leaves `plantimestamp` unknown.
  public var planTime: Int?
  /// Whether the functions that give another result at every call are known only after apply.
  public var defersImpureFunctions: Bool
  /// The current time, in seconds since 1970-01-01T00:00:00Z.
  public var now: @Sendable () -> Int

  /// - Parameter now: the system's clock when nil.
  public init(
    workingDirectory: String, homeDirectory: String? = nil, planTime: Int? = nil,
    defersImpureFunctions: Bool = true, now: (@Sendable () -> Int)? = nil
  ) {
    self.workingDirectory = workingDirectory
    self.homeDirectory = homeDirectory
    self.planTime = planTime
    self.defersImpureFunctions = defersImpureFunctions
    self.now = now ?? { time(nil) }
  }
}
