import ProviderTestKit
import Testing

@testable import ProviderFly

@Suite struct TypeTests {
  @Test func `every type keeps what types must keep`() { verifyTypes(of: FlyProvider.self) }
}
