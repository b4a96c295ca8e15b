/// What one check of a provider has come to.
public struct Finding: Hashable, Sendable {
  public enum Outcome: String, Hashable, Sendable {
    case passed, warning, failed
    /// It could not be tried; the detail says what it takes.
    case skipped
  }

  /// `schema`, `plan`: a constant.
  public var check: String
  /// The type that it is about; nil for the provider as a whole.
  public var type: String?
  public var outcome: Outcome
  /// Full sentences.
  public var detail: String

  public init(_ check: String, _ type: String? = nil, _ outcome: Outcome, _ detail: String) {
    (self.check, self.type, self.outcome, self.detail) = (check, type, outcome, detail)
  }
}
