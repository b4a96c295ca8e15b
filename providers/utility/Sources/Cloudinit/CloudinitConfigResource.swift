import ProviderAPI
import ProviderKit

/// `cloudinit_config`: a document for cloud-init, computed once. The data source has taken its place.
struct CloudinitConfigResource: RecordedResource {
  static let type = "cloudinit_config"
  static let schema = ResourceSchema(
    "A document for cloud-init, computed once. The data source of the same name does the same.",
    members: CloudinitConfig.members(requiresReplace: true))

  typealias Object = CloudinitConfig

  let client: NoClient

  func create(_ wanted: Object, _ operation: Operation) throws -> Created<Object> {
    let (id, completed) = try wanted.completed()
    return Created(id: id, completed)
  }
}
