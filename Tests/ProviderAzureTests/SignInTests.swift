import Encodings
import Glibc
import ProviderAPI
import ProviderKit
import ProviderTestKit
import TestSupport
import Testing
import Values

@testable import ProviderAzure

/// Each way to sign in, as the directory and the metadata services take it.
@Suite(.timeLimit(.minutes(5))) struct SignInTests {
  /// What a provider with this environment says of who it is; the secret is not among it.
  private func clientConfig(
    _ simulator: Simulator, _ more: [String: String], without names: [String] = ["ARM_CLIENT_SECRET"]
  ) async throws -> Value {
    var environment = AzureWorld.environment(of: simulator).merging(more) { $1 }
    for name in names { environment[name] = nil }
    let provider = try await BuiltInProvider.configured(AzureProvider(environment: environment))
    return try await provider.readData("azurerm_client_config", [:]).object
  }

  @Test(arguments: [
    ["ARM_CLIENT_SECRET": "azure-client-secret"], ["AZURE_CLIENT_SECRET": "azure-client-secret"],
    ["ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "federated-token"],
    [
      "ARM_USE_OIDC": "true", "ACTIONS_ID_TOKEN_REQUEST_URL": "$URL/oidc/token",
      "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "pipeline-token",
    ],
    [
      "ARM_USE_OIDC": "true", "SYSTEM_OIDCREQUESTURI": "$URL/oidc/token",
      "SYSTEM_ACCESSTOKEN": "pipeline-token",
      "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID": "connection",
    ],
    ["ARM_USE_MSI": "true", "AZURE_POD_IDENTITY_AUTHORITY_HOST": "$URL"],
    ["ARM_USE_MSI": "true", "ARM_MSI_ENDPOINT": "$URL/metadata/identity/oauth2/token"],
    ["ARM_USE_MSI": "true", "IDENTITY_ENDPOINT": "$URL/msi/token", "IDENTITY_HEADER": "identity-header"],
  ])
  func `who has a secret, a token or an identity is let in`(_ variables: [String: String]) async throws {
    let simulator = try await Simulator("azure")
    let more = variables.mapValues { value in
      value.hasPrefix("$URL") ? simulator.url + value.dropFirst(4) : value
    }
    var without: [String] = ["ARM_CLIENT_SECRET"]
    if variables["ARM_CLIENT_SECRET"] != nil { without = [] }
    let found = try await clientConfig(simulator, more, without: without)
    #expect(found.keyedElements?["client_id"]?.asString == AzureWorld.client)
    #expect(found.keyedElements?["subscription_id"]?.asString == AzureWorld.subscription)
    #expect(found.keyedElements?["tenant_id"]?.asString == AzureWorld.tenant)
  }

  @Test func `a wrong secret is refused without being shown`() async throws {
    let simulator = try await Simulator("azure")
    await #expect(throws: ProviderError(.denied, "")) {
      try await clientConfig(simulator, ["ARM_CLIENT_SECRET": "another-secret"], without: [])
    }
    do {
      _ = try await clientConfig(simulator, ["ARM_CLIENT_SECRET": "another-secret"], without: [])
    } catch {
      #expect(!"\(error)".contains("another-secret"))
      #expect("\(error)".contains("AADSTS7000215"))
    }
  }

  @Test func `hundreds of calls take one token, and a new one when it is taken back`() async throws {
    let world = try await AzureWorld(simulated: true)
    let simulator = try #require(world.simulator)
    let object = try await world.provider.create(
      "azurerm_resource_group", ["name": .string(world.group), "location": .string("westeurope")])
    for _ in 1...20 {
      _ = try await world.provider.read(ReadRequest(type: "azurerm_resource_group", current: object))
    }
    #expect(try await simulator.count("POST", "*/oauth2/v2.0/token") == 1)
    try await simulator.control(.post, "expire")
    try await world.delete("azurerm_resource_group", object)
    #expect(try await simulator.count("POST", "*/oauth2/v2.0/token") == 2)
  }

  @Test func `tokens go to nobody else`() async throws {
    #expect(throws: ProviderError(.invalid, "")) { try AzureCloud.address("http://metadata.example.com") }
    #expect(try AzureCloud.address("metadata.example.com").isSecure)
    #expect(try !AzureCloud.address("http://vault.localhost:1").isSecure)
  }

  @Test func `services of this machine are not asked through a proxy`() throws {
    let provider = AzureProvider(environment: ["http_proxy": "http://proxy.example.com:3128"])
    let proxy = ProxyServer("http://proxy.example.com:3128")
    #expect(try provider.proxies() == ProxyRules(plain: proxy, secure: nil, except: "169.254.0.0/16"))
  }

  @Test func `requests carry tokens for the other tenants that are named`() async throws {
    let simulator = try await Simulator("azure")
    let other = "aaaaaaaa-0000-0000-0000-000000000002"
    try await simulator.control(.post, "linked", .string(other))
    let environment = AzureWorld.environment(of: simulator)
    await #expect(throws: ProviderError(.denied, "")) { try await group(environment) }
    let named = environment.merging(["ARM_AUXILIARY_TENANT_IDS": " \(other);"]) { $1 }
    let client = try await AzureProvider(environment: named).makeClient(AzureConfiguration())
    let id = try await client.group("none")
    #expect(try await client.manager.find(id, "2021-04-01") == nil)
    #expect(try await client.manager.find(id, "2021-04-01") == nil)
    #expect(try await simulator.count("POST", "/\(other)/oauth2/v2.0/token") == 1)
    try await simulator.control(.post, "expire")
    #expect(try await client.manager.find(id, "2021-04-01") == nil)
  }

  @Test func `more tenants than Azure takes are refused`() async throws {
    await #expect(throws: ProviderError(.invalid, "")) {
      try await group(["ARM_AUXILIARY_TENANT_IDS": "a;b;c;d"])
    }
  }

  // MARK: Certificates

  /// A certificate that signs itself with its key, in PEM and in a bundle with the password `pfx-password`.
  private func makeCertificate(in folder: TemporaryDirectory, _ name: String) async throws {
    let openssl = { (arguments: [String]) async throws in
      let result = try await ProcessRunner(timeout: .seconds(60)).run(
        ProcessCommand(
          "openssl", arguments, environment: ["PATH": AzureWorld.variable("PATH") ?? "/usr/bin:/bin"]))
      #expect(result.status.isSuccess, "\(String(decoding: result.errorOutput, as: UTF8.self))")
    }
    let path = "\(folder.path)/\(name)"
    try await openssl([
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-keyout",
      "\(path).key", "-out", "\(path).crt",
    ])
    try await openssl([
      "pkcs12", "-export", "-inkey", "\(path).key", "-in", "\(path).crt", "-out", "\(path).pfx", "-passout",
      "pass:pfx-password",
    ])
    let parts = try ["crt", "key"].map { try TextFile.read("\(path).\($0)") ?? [] }
    folder.write("\(name).pem", bytes: parts[0] + parts[1])
  }

  @Test func `who has a certificate that the directory knows is let in`() async throws {
    let folder = TemporaryDirectory()
    try await makeCertificate(in: folder, "known")
    try await makeCertificate(in: folder, "other")
    let simulator = try await Simulator("azure")
    let pem = String(decoding: try TextFile.read("\(folder.path)/known.crt") ?? [], as: UTF8.self)
    try await simulator.control(.post, "certificates", ["pem": .string(pem)])
    let bundle = try TextFile.read("\(folder.path)/known.pfx") ?? []
    let ways = [
      ["ARM_CLIENT_CERTIFICATE_PATH": "\(folder.path)/known.pem"],
      [
        "ARM_CLIENT_CERTIFICATE_PATH": "\(folder.path)/known.pfx",
        "ARM_CLIENT_CERTIFICATE_PASSWORD": "pfx-password",
      ],
      [
        "ARM_CLIENT_CERTIFICATE": Base64.standard.encode(bundle),
        "ARM_CLIENT_CERTIFICATE_PASSWORD": "pfx-password",
      ],
    ]
    for way in ways {
      let found = try await resourceGroup(simulator, way)
      #expect(found == nil)
    }
    await #expect(throws: ProviderError(.denied, "")) {
      try await resourceGroup(simulator, ["ARM_CLIENT_CERTIFICATE_PATH": "\(folder.path)/other.pem"])
    }
    await #expect(throws: ProviderError(.invalid, "")) {
      try await resourceGroup(
        simulator,
        [
          "ARM_CLIENT_CERTIFICATE_PATH": "\(folder.path)/known.pfx",
          "ARM_CLIENT_CERTIFICATE_PASSWORD": "wrong",
        ])
    }
  }

  /// What Resource Manager says of a group that is not there, to who signs in in a way.
  private func resourceGroup(_ simulator: Simulator, _ more: [String: String]) async throws -> JSON? {
    var environment = AzureWorld.environment(of: simulator).merging(more) { $1 }
    environment["ARM_CLIENT_SECRET"] = nil
    return try await group(environment)
  }

  private func group(_ environment: [String: String]) async throws -> JSON? {
    let client = try await AzureProvider(environment: environment).makeClient(AzureConfiguration())
    return try await client.manager.find(try await client.group("none"), "2021-04-01")
  }

  // MARK: Other clouds, and the Azure CLI

  @Test(arguments: [
    ("public", "https://management.core.windows.net/"),
    ("usgovernment", "https://management.core.usgovcloudapi.net/"),
    ("china", "https://management.core.chinacloudapi.cn/"),
  ])
  func `tokens are for the cloud that is meant`(_ cloud: String, _ audience: String) async throws {
    let simulator = try await Simulator("azure")
    var environment = AzureWorld.environment(of: simulator)
    environment["ARM_ENVIRONMENT"] = cloud
    #expect(try await group(environment) == nil)
    let exchanges = try await simulator.control(.get, "exchanges?path=*/oauth2/v2.0/token")
    let scope = FormText.encode("\(audience)/.default")
    #expect(exchanges[0]?["request"]?.asString?.contains("scope=\(scope)") == true)
  }

  @Test func `each cloud has places of its own`() throws {
    let places = try ["public", "usgovernment", "china"].map { name in
      let cloud = try AzureCloud.known(name)
      return [
        cloud.login.host, cloud.resourceManager.host, cloud.vaultSuffix, cloud.storageSuffix,
        cloud.fileShare("home", of: "box").text,
      ]
    }
    #expect(
      places == [
        [
          "login.microsoftonline.com", "management.azure.com", "vault.azure.net", "core.windows.net",
          "https://box.file.core.windows.net/home",
        ],
        [
          "login.microsoftonline.us", "management.usgovcloudapi.net", "vault.usgovcloudapi.net",
          "core.usgovcloudapi.net", "https://box.file.core.usgovcloudapi.net/home",
        ],
        [
          "login.chinacloudapi.cn", "management.chinacloudapi.cn", "vault.azure.cn", "core.chinacloudapi.cn",
          "https://box.file.core.chinacloudapi.cn/home",
        ],
      ])
  }

  /// A program named `az` that answers as the Azure CLI does, with a token of the simulator's.
  private func commandLine(_ simulator: Simulator, signedIn: Bool) async throws -> TemporaryDirectory {
    let folder = TemporaryDirectory()
    let form =
      "grant_type=client_credentials&client_id=\(AzureWorld.client)&client_secret=\(AzureWorld.secret)"
    folder.write(
      "az",
      """
      #!/bin/sh
      echo "$@" >>"\(folder.path)/calls"
      [ \(signedIn) = true ] || { echo "ERROR: Please run 'az login' to setup account." >&2; exit 1; }
      case "$1 $2" in
        "account show") echo '{"id": "\(AzureWorld.subscription)", "tenantId": "\(AzureWorld.tenant)"}' ;;
        "account get-access-token")
          token=$(curl -fsS -d "\(form)" --data-urlencode "scope=$6/.default" "\(simulator.url)/\(AzureWorld.tenant)/oauth2/v2.0/token" |
            sed 's/.*"access_token": "\\([^"]*\\)".*/\\1/')
          printf '{"accessToken": "%s", "expires_on": 4102444800, "tokenType": "Bearer"}' "$token" ;;
      esac
      """)
    chmod("\(folder.path)/az", 0o755)
    return folder
  }

  @Test func `the user of the Azure CLI is let in, with the subscription chosen there`() async throws {
    let simulator = try await Simulator("azure")
    let folder = try await commandLine(simulator, signedIn: true)
    let environment = [
      "ARM_METADATA_HOSTNAME": simulator.url,
      "PATH": "\(folder.path):\(AzureWorld.variable("PATH") ?? "/usr/bin:/bin")",
    ]
    #expect(try await group(environment) == nil)
    let calls = String(decoding: try TextFile.read("\(folder.path)/calls") ?? [], as: UTF8.self)
    #expect(
      calls.contains("account get-access-token --output json --resource https://management.core.windows.net/")
    )
    #expect(calls.contains("account show"))
  }

  @Test func `who has not signed in with the Azure CLI is told so`() async throws {
    let simulator = try await Simulator("azure")
    let folder = try await commandLine(simulator, signedIn: false)
    let environment = [
      "ARM_METADATA_HOSTNAME": simulator.url, "ARM_SUBSCRIPTION_ID": AzureWorld.subscription,
      "PATH": "\(folder.path):/usr/bin:/bin",
    ]
    let error = await #expect(throws: ProviderError.self) { try await group(environment) }
    #expect(error?.code == .denied)
    #expect(error?.message.contains("az login") == true)
  }
}
