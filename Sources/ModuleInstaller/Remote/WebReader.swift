import ProviderKit

/// Reads what servers have to say about modules.
struct WebReader: Sendable {
  struct Answer: Sendable {
    var status: Int
    var body: [UInt8]
    /// `X-Terraform-Get`.
    var location: String?
    /// Where the answer came from, after redirects.
    var url: HTTPURL
  }

  let get: @Sendable (HTTPURL) async throws(ModuleError) -> Answer

  init(_ get: @escaping @Sendable (HTTPURL) async throws(ModuleError) -> Answer) {
    self.get = get
  }

  init(_ client: HTTPClient) {
    self.init { url throws(ModuleError) in
      do {
        var request = HTTPRequest(.get, url)
        request.maxResponseBytes = ModulePackage.maxBytes
        let response = try await client.send(request)
        return Answer(
          status: response.status, body: response.body, location: response.headers["X-Terraform-Get"],
          url: response.url)
      } catch {
        throw ModuleError("\(error)")
      }
    }
  }
}
