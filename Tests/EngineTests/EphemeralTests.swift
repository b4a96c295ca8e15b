import Addresses
import Diagnostics
import Engine
import ProviderAPI
import StateStorage
import Testing
import Values

/// Ephemeral resources and values, and the arguments that are only ever written.
struct EphemeralTests {
  private let bench = Workbench()

  private let text = """
    ephemeral "test_token" "t" { name = "t" }
    locals { token = ephemeral.test_token.t.value }
    resource "test_thing" "a" {
      name = "a"
      key  = local.token
    }
    """

  @Test func `a token is made for planning and for applying, and ended each time`() async throws {
    _ = try await bench.plan(text)
    #expect(bench.world.log == ["open t", "close t"])
    bench.world.clearLog()
    try await bench.apply(text)
    #expect(bench.world.log == ["open t", "close t", "open t", "create a", "close t"])
    #expect(bench.world.keys == ["a": "token-3"])
  }

  @Test func `what is ephemeral is in no state and no plan`() async throws {
    let saved = try await bench.savedPlan(text)
    #expect(!String(decoding: saved.content, as: UTF8.self).contains("token-"))
    try await bench.apply(saved)
    #expect(bench.world.keys == ["a": "token-2"])
    #expect(!String(decoding: StateFile.encode(await bench.state), as: UTF8.self).contains("token-"))
  }

  @Test func `nothing is made for a plan that changes nothing`() async throws {
    try await bench.apply(text)
    bench.world.clearLog()
    #expect(try await bench.plan(text).isEmpty)
    try await bench.apply(text)
    #expect(bench.world.log == ["open t", "close t", "open t", "close t"])
  }

  @Test func `what it depends on is made first`() async throws {
    let text = """
      resource "test_thing" "a" { name = "a" }
      ephemeral "test_token" "t" { name = test_thing.a.id }
      resource "test_thing" "b" {
        name = "b"
        key  = ephemeral.test_token.t.value
      }
      """
    _ = try await bench.plan(text)
    #expect(bench.world.log == [])
    try await bench.apply(text)
    #expect(bench.world.log == ["create a", "open thing-1", "create b", "close thing-1"])
  }

  @Test func `a token that cannot be had fails what needs it`() async throws {
    bench.world.fail("open t")
    #expect(await bench.errors(text) == ["provider-unavailable"])
  }

  @Test func `ephemeral variables and outputs go from module to module`() async throws {
    bench.variables = ["password": "hush"]
    try await bench.apply([
      "main.tf": """
      variable "password" {
        type      = string
        ephemeral = true
      }
      module "m" {
        source = "./m"
        secret = var.password
      }
      resource "test_thing" "a" {
        name = "a"
        key  = module.m.loud
      }
      """,
      "m/main.tf": """
      variable "secret" { ephemeral = true }
      output "loud" {
        value     = upper(var.secret)
        ephemeral = true
      }
      """,
    ])
    #expect(bench.world.keys == ["a": "HUSH"])
  }

  @Test func `a change of nothing but a written argument is none`() async throws {
    let text = "resource \"test_thing\" \"a\" {\n name = \"a\"\n key = \"one\"\n}"
    try await bench.apply(text)
    #expect(try await bench.plan(text.replacing("one", with: "two")).isEmpty)
  }
}
