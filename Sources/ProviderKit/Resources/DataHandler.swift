/// One data source behind closures that speak ``Value``.
struct DataHandler<Client: Sendable>: Sendable {
  init<D: DataSource>(_ source: D.Type) where D.Client == Client {}
}
