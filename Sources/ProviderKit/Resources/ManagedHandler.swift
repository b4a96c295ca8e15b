/// One managed resource behind closures that speak ``Value``.
struct ManagedHandler<Client: Sendable>: Sendable {
  init<R: ManagedResource>(_ resource: R.Type) where R.Client == Client {}
}
