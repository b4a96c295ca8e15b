import Testing

@testable import ProviderKubernetes

@Suite struct QuantityTests {
  @Test(arguments: [
    ("1Gi", "1024Mi"), ("1", "1000m"), ("0.5", "500m"), ("2k", "2000"), ("1e3", "1k"), ("1.5Gi", "1536Mi"),
  ])
  func `amounts that mean the same are the same`(one: String, other: String) {
    #expect(Quantity.isSame(one, other))
  }

  @Test(arguments: [("1Gi", "1G"), ("1", "1m"), ("a", "b"), ("1", "one"), ("", "0")])
  func `amounts that differ are not`(one: String, other: String) {
    #expect(!Quantity.isSame(one, other))
  }
}
