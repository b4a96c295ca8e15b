import ProviderTestKit
import ProviderUtility
import Testing

@Test func `every type of every utility provider keeps what its declaration promises`() {
  verifyTypes(of: NullProvider.self)
  verifyTypes(of: RandomProvider.self)
  verifyTypes(of: LocalProvider.self)
  verifyTypes(of: HTTPProvider.self)
  verifyTypes(of: TerraformProvider.self)
  verifyTypes(of: TimeProvider.self)
  verifyTypes(of: ArchiveProvider.self)
  verifyTypes(of: CloudinitProvider.self)
  verifyTypes(of: EnvbuilderProvider.self)
  verifyTypes(of: ExternalProvider.self)
  verifyTypes(of: TLSProvider.self)
}
