import Certificates
import ProviderAPI
import ProviderKit
import ProviderTestKit
import Testing
import Values

@testable import ProviderUtility

struct TLSProviderTests {
  private func provider(_ now: String = "2030-01-31T10:20:30Z") async throws -> BuiltInProvider<TLSProvider> {
    let moment = try Timestamp(now)
    return try await .configured(TLSProvider(client: TLSClient(environment: [:], now: { moment })))
  }

  private static let key = (try? PrivateKey(.ed25519).pem) ?? ""
  private static let authority: KeyedValues = [
    "private_key_pem": .string(key), "validity_period_hours": .number(24), "is_ca_certificate": .bool(true),
    "allowed_uses": .list([.string("cert_signing")], of: .string),
  ]

  private static func authority(_ name: String, _ hours: Int) -> KeyedValues {
    var arguments = authority
    arguments[name] = .number(hours)
    return arguments
  }

  @Test func `a key lives and dies`() async throws {
    var trial = ResourceTrial(
      "tls_private_key", of: try await provider(), ["algorithm": .string("ED25519")],
      replacing: ["algorithm": .string("ECDSA"), "ecdsa_curve": .string("P256")])
    trial.isOnlyRecorded = true
    trial.importID = nil
    try await trial.verify()
  }

  @Test func `a certificate lives and dies`() async throws {
    var trial = ResourceTrial(
      "tls_self_signed_cert", of: try await provider(), Self.authority,
      changed: Self.authority("early_renewal_hours", 1),
      replacing: Self.authority("validity_period_hours", 25))
    trial.isOnlyRecorded = true
    trial.importID = nil
    try await trial.verify()
  }

  @Test func `an authority signs what is asked for`() async throws {
    let provider = try await provider()
    let issuer = try await provider.create("tls_self_signed_cert", Self.authority).keyedElements
    let request = try await provider.create(
      "tls_cert_request",
      [
        "private_key_pem": .string(Self.key), "dns_names": .list([.string("a.example")], of: .string),
        "subject": .list([.object(["common_name": .string("a")])], of: .dynamic),
      ]
    ).keyedElements
    let signed = try await provider.create(
      "tls_locally_signed_cert",
      [
        "cert_request_pem": request?["cert_request_pem"] ?? .null(.string),
        "ca_cert_pem": issuer?["cert_pem"] ?? .null(.string), "ca_private_key_pem": .string(Self.key),
        "validity_period_hours": .number(1), "allowed_uses": .list([], of: .string),
      ])
    #expect(signed.keyedElements?["validity_end_time"] == .string("2030-01-31T11:20:30Z"))
    let content = try #require(signed.keyedElements?["cert_pem"])
    let shown = try await provider.readData("tls_certificate", ["content": content]).object
    let certificate = shown.keyedElements?["certificates"]?.elements?.first?.keyedElements
    #expect(certificate?["subject"] == .string("CN=a"))
    #expect(certificate?["signature_algorithm"] == .string("Ed25519"))
    #expect(certificate?["max_path_length"] == .number(-1))
  }

  @Test func `a certificate is gone when it is time to renew it`() async throws {
    let object = try await provider().create(
      "tls_self_signed_cert", Self.authority("early_renewal_hours", 2))
    let request = ReadRequest(type: "tls_self_signed_cert", current: object)
    #expect(try await provider("2030-02-01T08:20:29Z").read(request).object == object)
    #expect(try await provider("2030-02-01T08:20:30Z").read(request).object.isNull)
  }

  @Test func `a key that is none is an error at its argument`() async throws {
    var arguments = Self.authority
    arguments["private_key_pem"] = .string("nonsense")
    await #expect(throws: ProviderError(.invalid, "")) {
      _ = try await provider().create("tls_self_signed_cert", arguments)
    }
  }
}
