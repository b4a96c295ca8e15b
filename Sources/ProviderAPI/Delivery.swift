public import Values

/// Files that one provider has for the inside of an object that another one made: what an agent is to run,
/// for the container that the agent is in.
///
/// Neither provider knows the other. Once an apply is recorded, the engine asks each for its deliveries, finds
/// the objects that they are for, and has the providers of those objects lay the files in.
public struct Delivery: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    /// Below ``Delivery/folder``, without a slash in it.
    public var name: String
    public var content: String

    public init(name: String, content: String) {
      self.name = name
      self.content = content
    }
  }

  /// What it is, for people: `3 scripts for coder_agent.main`.
  public var summary: String
  /// A text that stands in the objects that the delivery is for, and in no others.
  public var marker: String
  /// The absolute path inside of the object. Whoever the files are for makes it: until it is there, the object
  /// is not ready for them.
  public var folder: String
  /// To be written in this order. The last one makes the others count, and tells deliveries apart: where it is
  /// as it is here, all of them are.
  public var files: [File]

  public init(summary: String, marker: String, folder: String, files: [File]) {
    self.summary = summary
    self.marker = marker
    self.folder = folder
    self.files = files
  }
}

/// Asks for a delivery to be laid into an object.
public struct DeliveryRequest: Sendable {
  public var type: String
  public var object: Value
  public var delivery: Delivery

  public init(type: String, object: Value, delivery: Delivery) {
    self.type = type
    self.object = object
    self.delivery = delivery
  }
}

/// What has come of a delivery.
public enum DeliveryOutcome: Hashable, Sendable {
  case delivered
  /// The files were there as they are.
  case alreadyThere
  /// The object was not ready, for a reason in full sentences. A later apply may find it so.
  case notReady(String)
  /// Nothing can be laid into objects of this type.
  case notPossible
}

/// An object of a provider as the state records it.
public struct RecordedObject: Sendable {
  /// `module.code-server[0].coder_script.code-server`
  public var address: String
  /// `coder_script`
  public var type: String
  /// `code-server`
  public var name: String
  public var object: Value

  public init(address: String, type: String, name: String, object: Value) {
    self.address = address
    self.type = type
    self.name = name
    self.object = object
  }
}
