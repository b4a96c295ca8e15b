import ProviderTestKit
import Testing

@testable import ProviderDocker

@Suite struct TypeTests {
  @Test func `every type keeps what types must keep`() { verifyTypes(of: DockerProvider.self) }
}
