import Testing

@testable import ProviderKit

struct HTTPURLTests {
  @Test(arguments: [
    ("https://example.com", "https://example.com/"),
    ("HTTP://Example.com:80/a?b#c", "http://Example.com/a?b"),
    ("https://example.com:8443/a/../b", "https://example.com:8443/a/../b"),
    ("https://[::1]:8443/x", "https://[::1]:8443/x"),
    ("http://h?q=1", "http://h/?q=1"),
    ("http://h/a b\"ü", "http://h/a%20b%22%C3%BC"),
    ("http://u:p%40ss@h/", "http://u:p%40ss@h/"),
    ("http+unix://%2Frun%2Fd.sock/v1/info", "http+unix://%2Frun%2Fd.sock/v1/info"),
    ("https+unix://%2Frun%2Fd.sock", "https+unix://%2Frun%2Fd.sock/"),
  ])
  func `a URL reads back as it was meant`(text: String, expected: String) throws {
    #expect(try HTTPURL(text).text == expected)
  }

  @Test(arguments: [
    "", "example.com", "ftp://h/", "http://", "http:///x", "http://h:0/", "http://h:65536/", "http://h:x/",
    "http://a b/", "http://h\r\nX: y/", "http://[::1/", "http://[::1]x/", "http+unix://run/x", "http://u@/",
  ])
  func `what is no URL is refused without being repeated`(text: String) {
    let error = #expect(throws: HTTPError.self) { try HTTPURL(text) }
    #expect(error?.code == .invalidRequest)
    #expect(text.isEmpty || error?.message.contains(text) == false)
  }

  @Test func `a description hides passwords and tokens`() throws {
    let url = try HTTPURL("https://me:hunter2@h/x?a=1&access_token=t0ps3cret&sig=abc")
    #expect("\(url)" == "https://(redacted)@h/x?a=1&access_token=(redacted)&sig=(redacted)")
    var dumped = ""
    dump(HTTPRequest(.get, url), to: &dumped)
    for secret in ["hunter2", "t0ps3cret", "abc"] { #expect(!dumped.contains(secret)) }
  }

  @Test(arguments: [
    ("/b", "https://h:1/b"), ("b", "https://h:1/x/b"), ("../b?c", "https://h:1/b?c"),
    ("?z", "https://h:1/x/y?z"),
    ("", "https://h:1/x/y?q"), ("./", "https://h:1/x/"), ("../../../b", "https://h:1/b"),
    ("//other/z", "https://other/z"), ("http://other/z#f", "http://other/z"),
    ("https://u:p@other/z", "https://other/z"), ("a:b/c", nil), ("http+unix://%2Fx/", nil), ("ftp://h/", nil),
    ("javascript:alert(1)", nil),
  ])
  func `a location is resolved against where it was found`(location: String, expected: String?) throws {
    let base = try HTTPURL("https://u:p@h:1/x/y?q")
    #expect((try? base.resolving(location))?.text == expected)
  }

  @Test func `a redirect does not lead away from a socket`() throws {
    #expect(throws: HTTPError(.protocolViolation, "")) {
      try HTTPURL(socket: "/run/d.sock").resolving("http://169.254.169.254/")
    }
    #expect(try HTTPURL(socket: "/run/d.sock").resolving("/v1").text == "http+unix://%2Frun%2Fd.sock/v1")
  }

  @Test func `a query escapes what would end it`() throws {
    let url = try HTTPURL("http://h/?a=1").adding(query: [("b c", "&=ü+"), ("gone", nil)])
    #expect(url.text == "http://h/?a=1&b%20c=%26%3D%C3%BC%2B")
  }
}
