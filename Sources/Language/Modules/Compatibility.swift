/// What the engine claims to be where a configuration asks.
public enum Compatibility {
  /// The version of Terraform whose language and behaviour is followed, and which `required_version` is
  /// compared with.
  public static let version = Version(1, 15, 5)
}
