public import ProviderAPI

/// A resource type or data source of a provider, its own Swift type put behind closures so that the types
/// of a provider can stand in one list.
public struct ResourceType<Client: Sendable>: Sendable {
  public let kind: ResourceKind
  public let name: String
  /// Built when it is asked for.
  public let schema: @Sendable () -> ResourceSchema
  let handler: Handler

  enum Handler: Sendable {
    case managed(ManagedHandler<Client>)
    case data(DataHandler<Client>)
    case action(ActionHandler<Client>)
  }

  public static func action<A: ProviderAction>(_ action: A.Type) -> ResourceType where A.Client == Client {
    ResourceType(
      kind: .action, name: A.type, schema: { A.schema }, handler: .action(ActionHandler(A.self)))
  }

  public static func managed<R: ManagedResource>(_ resource: R.Type) -> ResourceType
  where R.Client == Client {
    ResourceType(
      kind: .managed, name: R.type, schema: { R.schema }, handler: .managed(ManagedHandler(R.self)))
  }

  /// A data source whose results are stored nowhere: an ephemeral resource that lasts for the whole run.
  public static func ephemeral<D: DataSource>(_ source: D.Type) -> ResourceType where D.Client == Client {
    ResourceType(kind: .ephemeral, name: D.type, schema: { D.schema }, handler: .data(DataHandler(D.self)))
  }

  public static func data<D: DataSource>(_ source: D.Type) -> ResourceType where D.Client == Client {
    ResourceType(kind: .data, name: D.type, schema: { D.schema }, handler: .data(DataHandler(D.self)))
  }
}
