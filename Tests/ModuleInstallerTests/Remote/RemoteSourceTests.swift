import Testing

@testable import ModuleInstaller

struct RemoteSourceTests {
  @Test(arguments: [
    ("github.com/team/net", "git::https://github.com/team/net.git", ""),
    ("github.com/team/net/modules/a?ref=v1", "git::https://github.com/team/net.git?ref=v1", "modules/a"),
    ("gitlab.com/team/net.git//a", "git::https://gitlab.com/team/net.git", "a"),
    ("bitbucket.org/team/net", "git::https://bitbucket.org/team/net.git", ""),
    ("git@github.com:team/net.git//a/b?ref=v1", "git::git@github.com:team/net.git?ref=v1", "a/b"),
    ("git::https://example.com/net.git?depth=1&ref=main", "git::https://example.com/net.git?ref=main", ""),
    ("git::ssh://git@example.com:2222/net.git//x", "git::ssh://example.com:2222/net.git", "x"),
    ("git::file:///srv/net.git//a", "git::file:///srv/net.git", "a"),
    ("git::/srv/net.git", "git::/srv/net.git", ""),
    ("https://example.com/net.zip//a?archive=zip", "https://example.com/net.zip", "a"),
    ("https://example.com/net?x=1&archive=tgz", "https://example.com/net?x=1", ""),
    ("https::https://example.com/net.zip", "https://example.com/net.zip", ""),
  ])
  func `an address is taken apart`(text: String, description: String, subdirectory: String) throws {
    let source = try RemoteSource(text)
    #expect(source.description == description)
    #expect(source.subdirectory.joined(separator: "/") == subdirectory)
  }

  @Test(arguments: [
    ("hg::http://example.com/net", "\"hg\""), ("git::https://example.com/net?x=1", "\"x=1\""),
    ("git::https://example.com/net?ref=--upload-pack=x", "name of a commit"),
    ("git::--upload-pack=x:y", "no address"), ("git::ext::sh -c x", "no address"),
    ("git::https://example.com/net//../x", "inside of the module"), ("github.com/team", "scheme"),
    ("https://example.com/net.zip?checksum=sha256:12", "no checksum"),
  ])
  func `an address that cannot be used is refused`(text: String, reason: String) throws {
    let error = #expect(throws: ModuleError.self) { try RemoteSource(text) }
    #expect(error?.message.contains(reason) == true)
  }

  @Test(arguments: [
    "git::https://user:secret@example.com/net.git", "https://user:secret@example.com/net.zip",
  ])
  func `a password is not shown`(text: String) throws {
    #expect(!(try RemoteSource(text).description.contains("secret")))
  }

  @Test(arguments: [
    ("../b.git", "https://example.com/team/b.git"), ("./b", "https://example.com/team/net.git/b"),
    ("https://other.example/b", "https://other.example/b"),
  ])
  func `a submodule may be beside its repository`(address: String, expected: String) throws {
    let base = try GitAddress("https://example.com/team/net.git")
    #expect(try base.submodule(address).text == expected)
  }
}
