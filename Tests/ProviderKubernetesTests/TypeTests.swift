import ProviderKubernetes
import ProviderTestKit
import Testing

@Suite struct TypeTests {
  @Test func `every type keeps what types must keep`() { verifyTypes(of: KubernetesProvider.self) }
}
