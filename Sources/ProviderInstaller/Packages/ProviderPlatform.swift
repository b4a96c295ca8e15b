import Addresses
import Language

/// A provider for one platform.
struct ProviderPlatform: Hashable, Sendable {
  var address: ProviderAddress
  var platform: Platform

  /// `registry.terraform.io/hashicorp/null`: where mirrors have it.
  var folder: String { "\(address)" }

  /// `terraform-provider-null_2.1.2_linux_amd64.zip`.
  func archiveName(_ version: Version) -> String {
    "terraform-provider-\(address.type)_\(version)_\(platform).zip"
  }
}
