import ProviderAPI
import ProviderKit

/// `cloudinit_config`: a document for cloud-init. Its id is a checksum of it.
struct CloudinitConfigDataSource: DataSource {
  static let type = "cloudinit_config"
  static let schema = ResourceSchema(
    "A document for cloud-init.", members: CloudinitConfig.members(requiresReplace: false))

  typealias Object = CloudinitConfig

  init(client: NoClient) {}

  func read(_ config: Object) throws -> DataResult<Object> {
    let (id, completed) = try config.completed()
    return DataResult(id: id, completed)
  }
}
