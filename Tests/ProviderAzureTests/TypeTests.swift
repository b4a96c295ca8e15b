import ProviderTestKit
import Testing

@testable import ProviderAzure

@Suite struct TypeTests {
  @Test func `every type keeps what types must keep`() { verifyTypes(of: AzureProvider.self) }
}
