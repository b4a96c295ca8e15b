import ProviderKit
import Values

/// `coder_provisioner`: the machine that this program runs on, in the words of Go.
struct ProvisionerDataSource: DataSource {
  static let type = "coder_provisioner"
  static let schema = ResourceSchema(
    "The machine that templates are applied from.", version: 1,
    .computed("os", .string, "Its system: `linux` or `darwin`."),
    .computed("arch", .string, "Its processor: `amd64`, `arm64` or `armv7`."))

  struct Object: Codable {
    var os: String?
    var arch: String?
  }

  let client: CoderClient

  func read(_ config: Object) -> DataResult<Object> {
    DataResult(
      id: client.workspace.derivedID("provisioner"), Object(os: Self.system, arch: Self.architecture))
  }

  private static var system: String {
    #if os(macOS)
      "darwin"
    #else
      "linux"
    #endif
  }

  private static var architecture: String {
    #if arch(arm64)
      "arm64"
    #elseif arch(arm)
      "armv7"
    #else
      "amd64"
    #endif
  }
}
