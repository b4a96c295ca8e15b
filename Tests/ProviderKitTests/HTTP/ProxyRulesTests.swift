import Testing

@testable import ProviderKit

struct ProxyRulesTests {
  @Test(arguments: [
    ("", "http://example.com/", true), ("*", "http://example.com/", false),
    ("example.com", "http://example.com/", false), ("example.com", "http://a.EXAMPLE.com/", false),
    ("example.com", "http://notexample.com/", true), (".example.com", "http://example.com/", true),
    (".example.com", "http://a.example.com/", false), ("*.example.com", "http://a.example.com/", false),
    ("example.com:81", "http://example.com/", true), ("example.com:80", "http://example.com/", false),
    ("10.0.0.0/8", "http://10.1.2.3/", false), ("10.0.0.0/8", "http://11.1.2.3/", true),
    ("10.1.2.3", "http://10.1.2.3:99/", false), ("fd00::/8", "http://[fd12::1]/", false),
    ("fd00::/8", "http://[fe80::1]/", true), ("10.0.0.0/33", "http://10.1.2.3/", true),
    ("x, example.com ,y", "http://example.com/", false),
    ("", "http://localhost/", false), ("", "http://127.0.0.2/", false), ("", "http://[::1]/", false),
    ("", "http+unix://%2Fx/", false),
  ])
  func `exceptions are read as other tools read them`(except: String, url: String, isProxied: Bool) throws {
    let rules = ProxyRules(plain: ProxyServer("p:1"), secure: nil, except: except)
    #expect((rules.proxy(for: try HTTPURL(url)) != nil) == isProxied)
  }

  @Test func `each scheme has its own variable, and small letters win`() throws {
    let rules = try ProxyRules(environment: [
      "HTTP_PROXY": "http://upper:1", "http_proxy": "http://lower:2", "ALL_PROXY": "socks5h://all:3",
    ])
    #expect(rules.proxy(for: try HTTPURL("http://h/"))?.text == "http://lower:2")
    #expect(rules.proxy(for: try HTTPURL("https://h/"))?.text == "socks5h://all:3")
  }

  @Test(arguments: [
    ("proxy", "http://proxy:80"), ("proxy:3128/", "http://proxy:3128"),
    ("https://u:p@proxy", "https://proxy:443"),
    ("socks5://[::1]", "socks5://[::1]:1080"), ("ftp://proxy", nil), ("http://", nil), ("proxy:x", nil),
  ])
  func `a proxy is a URL or a host with a port`(text: String, expected: String?) {
    #expect(ProxyServer(text)?.text == expected)
  }

  @Test func `a malformed variable is named and not repeated`() {
    let error = #expect(throws: HTTPError.self) {
      try ProxyRules(environment: ["HTTPS_PROXY": "ftp://user:hunter2@h"])
    }
    #expect(error?.message.contains("HTTPS_PROXY") == true)
    #expect(error?.message.contains("hunter2") == false)
  }
}
