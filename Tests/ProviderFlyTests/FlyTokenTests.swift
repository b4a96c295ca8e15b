import ProviderAPI
import ProviderKit
import TestSupport
import Testing

@testable import ProviderFly

@Suite struct FlyTokenTests {
  @Test(arguments: [
    ("secret", "Bearer secret"), ("Bearer secret", "Bearer secret"),
    ("FlyV1 fm2_abc,fm2_def", "FlyV1 fm2_abc,fm2_def"), ("fm2_abc", "FlyV1 fm2_abc"),
    ("bearer FlyV1 fm1r_x\n", "FlyV1 fm1r_x"),
  ])
  func `a token is sent under its own scheme, however it was printed`(_ text: String, _ field: String) throws
  {
    #expect(try FlyToken(text).authorization == field)
  }

  @Test(arguments: ["", "Bearer ", "two words"])
  func `what is no token is refused`(_ text: String) {
    #expect(throws: ProviderError(.invalid, "")) { try FlyToken(text) }
  }

  @Test func `the provider's block wins over the environment, and that over the session`() throws {
    let home = TemporaryDirectory(["config.yml": "last_login: x\naccess_token: \"fm2_session\"\n"])
    var configuration = FlyConfiguration()
    var environment = ["FLY_CONFIG_DIR": home.path]
    func token() throws -> String {
      try FlyToken(configuration: configuration, environment: environment).authorization
    }

    #expect(try token() == "FlyV1 fm2_session")
    environment["FLY_ACCESS_TOKEN"] = "second"
    #expect(try token() == "Bearer second")
    environment["FLY_API_TOKEN"] = "first"
    #expect(try token() == "Bearer first")
    configuration.flyApiToken = "block"
    #expect(try token() == "Bearer block")
  }

  @Test func `without a token it is said how to get one`() {
    let error = #expect(throws: ProviderError.self) {
      try FlyToken(configuration: FlyConfiguration(), environment: ["HOME": "/nonexistent"])
    }
    #expect(error?.code == .denied)
    #expect(error?.message.contains("fly auth login") == true)
  }

  @Test func `an address without a scheme is called over https`() throws {
    let environment = ["FLY_FLAPS_BASE_URL": "api.example.com", "FLY_API_BASE_URL": "http://127.0.0.1:1"]
    let places = try FlyPlaces(configuration: FlyConfiguration(), environment: environment)
    #expect(places.machines.text == "https://api.example.com/")
    #expect(places.platform.text.hasPrefix("http://127.0.0.1:1"))
  }
}
