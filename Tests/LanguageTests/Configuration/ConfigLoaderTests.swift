import Diagnostics
import Language
import TestSupport
import Testing
import Values

struct ConfigLoaderTests {
  @Test func `a directory without configuration is refused, unless none is needed`() async throws {
    let folder = TemporaryDirectory(["notes.txt": "Nothing here."])
    var loader = ConfigLoader(directory: folder.path, moduleSource: LocalModuleResolver())
    let error = await #expect(throws: DiagnosticsError.self) { try await loader.load() }
    #expect(error?.diagnostics.map(\.code) == ["no-configuration"])
    var second = ConfigLoader(directory: folder.path, moduleSource: LocalModuleResolver())
    #expect(try await second.load(mayBeAbsent: true).resources.isEmpty)
  }

  @Test func `the sources of modules can be computed from what is known early`() async throws {
    let folder = TemporaryDirectory([
      "main.tf": """
      variable "kind" { type = string }
      locals { source = "./${var.kind}" }
      module "a" {
        source = local.source
        inner  = "./${var.kind}er"
      }
      """,
      "small/main.tf": """
      variable "inner" {}
      module "b" { source = "../${var.inner}" }
      """,
      "smaller/main.tf": "output \"x\" { value = 1 }",
    ])
    var loader = ConfigLoader(directory: folder.path, moduleSource: LocalModuleResolver())
    loader.rootScope = { root in
      EarlyScope(
        module: root, variables: ["kind": .string("small")],
        environment: ScopeEnvironment(
          rootDirectory: ".", workingDirectory: "/", workspace: "default", functions: [:]))
    }
    let root = try await loader.load()
    #expect(root.children["a"]?.children["b"]?.outputs["x"] != nil)
    #expect(root.calls["a"]?.source == "./small")
  }
}
