public import ProviderAPI

/// A resource whose objects are nowhere but in the state: no one else can know, change or lose them.
public protocol RecordedResource: ManagedResource {
  /// Whether nothing ever becomes of an object by itself: a read then is what is recorded, and costs nothing. Those
  /// that read otherwise, because time passes for one, say false.
  static var isAsRecorded: Bool { get }
}

extension RecordedResource {
  public static var isAsRecorded: Bool { true }

  /// What is recorded; nil on import, for want of anything that could be read.
  public func read(id: String, prior: Object?) async throws -> Object? { prior }
  public func delete(id: String, _ prior: Object, _ operation: Operation) async throws {}
  /// A create that was cut off has left nothing behind.
  public func locate(_ wanted: Object, operation: String) async throws -> Located { .absent }
}
