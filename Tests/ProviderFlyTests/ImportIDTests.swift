import ProviderAPI
import Testing

@testable import ProviderFly

@Suite struct ImportIDTests {
  @Test(arguments: ["app,id", "app/id", "app, id"])
  func `an import names an app and what is in it`(_ text: String) throws {
    let name = try ImportID(text, of: "fly_volume", "vol_ID")
    #expect(name.app == "app")
    #expect(name.id == "id")
  }

  @Test(arguments: ["id", "", ",id", "app,"])
  func `one without an app is refused`(_ text: String) {
    #expect(throws: ProviderError(.invalid, "")) { try ImportID(text, of: "fly_volume", "vol_ID") }
  }
}
