/// An object on the remote side that carries this program's mark: some run has made it.
public struct MarkedObject: Hashable, Sendable {
  /// `fly_machine`
  public var type: String
  /// As the state records it.
  public var id: String
  /// For people.
  public var name: String
  /// What it is in, such as an app; empty where there is no such thing.
  public var place: String
  /// As the remote side writes it; empty when it does not say.
  public var created: String

  public init(type: String, id: String, name: String, place: String = "", created: String = "") {
    self.type = type
    self.id = id
    self.name = name
    self.place = place
    self.created = created
  }
}
