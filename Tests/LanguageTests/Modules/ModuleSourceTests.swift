import Language
import Testing

struct ModuleSourceTests {
  @Test(arguments: ["./net", "../net", "/opt/net", "."])
  func `a path is a local source`(text: String) {
    #expect(ModuleSource(text) == .local(text))
  }

  @Test(arguments: [
    ("registry.coder.com/coder/code-server/coder", "registry.coder.com/coder/code-server/coder"),
    ("terraform-google-modules/vm/google", "registry.terraform.io/terraform-google-modules/vm/google"),
    ("localhost:8080/a/b/c", "localhost:8080/a/b/c"),
    ("registry.coder.com/modules/dotfiles/coder", "registry.coder.com/coder/dotfiles/coder"),
    ("dev.registry.coder.com/modules/zed/coder", "dev.registry.coder.com/coder/zed/coder"),
    ("https://registry.coder.com/modules/aws-region", "registry.coder.com/coder/aws-region/coder"),
  ])
  func `a registry address names host, namespace, name and system`(text: String, address: String) {
    guard case .registry(let module, nil)? = ModuleSource(text) else {
      Issue.record("\(text) is no registry address")
      return
    }
    #expect(module.description == address)
  }

  @Test func `a directory inside a registry module follows two slashes`() {
    let module = RegistryModule(namespace: "a", name: "b", system: "c")
    #expect(ModuleSource("a/b/c//modules/x") == .registry(module, subdirectory: "modules/x"))
    #expect(ModuleSource("a/b/c//../../etc") == nil)
  }

  @Test(arguments: ["git::https://example.com/x.git", "github.com/a/b", "https://example.com/x.zip"])
  func `other places are remote`(text: String) {
    #expect(ModuleSource(text) == .remote(text))
  }

  @Test(arguments: ["net", "modules/net", "a/b/c/d/e", "", "a//b", "x/y/z!"])
  func `what has no known form is no source`(text: String) {
    #expect(ModuleSource(text) == nil)
  }
}
