import ProviderAPI
import Testing
import Values

@testable import KubernetesAPI

@Suite struct APIStatusTests {
  @Test func `a quota that is exceeded is said plainly`() throws {
    let status = try #require(
      APIStatus([
        "kind": "Status", "status": "Failure", "reason": "Forbidden", "code": 403,
        "message":
          "pods \"dev\" is forbidden: exceeded quota: team, requested: limits.memory=8Gi, used: limits.memory=12Gi, limited: limits.memory=16Gi",
      ]))
    #expect(status.error.code == .denied)
    #expect(
      status.error.message
        == "The quota \"team\" of the namespace does not allow this: it asks for 8Gi of limits.memory more, and 12Gi of 16Gi are in use. Ask for less, delete something, or have the quota raised."
    )
  }
}
