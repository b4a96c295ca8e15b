import ProviderAPI
import ProviderKit

/// A resource that is a file on the machine that the program runs on.
protocol LocalFileKind: ManagedResource where Object == LocalFileObject {}

extension LocalFileKind {
  func create(_ wanted: LocalFileObject, _ operation: Operation) throws -> Created<LocalFileObject> {
    try wanted.created()
  }

  func read(id: String, prior: LocalFileObject?) throws -> LocalFileObject? { try prior?.confirmed(id: id) }

  func delete(id: String, _ prior: LocalFileObject, _ operation: Operation) throws {
    try LocalFile.remove(prior.filename)
  }

  func locate(_ wanted: LocalFileObject, operation: String) throws -> Located { try wanted.located() }

  func importObject(id: String) throws -> Created<LocalFileObject>? {
    throw ProviderError(.invalid, "A local file cannot be imported.")
  }
}
