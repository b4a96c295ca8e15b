import Addresses
import Diagnostics
import HCL
import Language
import TestSupport
import Testing

struct ReferenceTests {
  @Test(
    arguments: [
      ("var.a.b", Reference.Subject.variable("a"), nil, 1),
      ("local.a", .local("a"), nil, 1),
      ("docker_volume.home.name", .resource(ResourceName(.managed, "docker_volume", "home")), nil, 1),
      (
        "docker_volume.home[0].name", .resource(ResourceName(.managed, "docker_volume", "home")), .index(0), 1
      ),
      ("docker_volume.home.0.name", .resource(ResourceName(.managed, "docker_volume", "home")), .index(0), 1),
      ("resource.a.b", .resource(ResourceName(.managed, "a", "b")), nil, 2),
      (#"data.http.x["k"].body"#, .resource(ResourceName(.data, "http", "x")), .key("k"), 2),
      ("module.net", .module("net", output: nil), nil, 1),
      ("module.net.ip.v4", .module("net", output: "ip"), nil, 2),
      (#"module.net["eu"].ip"#, .module("net", output: "ip"), .key("eu"), 3),
      ("path.module", .path("module"), nil, 1),
      ("terraform.workspace", .terraform("workspace"), nil, 1),
      ("tofu.workspace", .terraform("workspace"), nil, 1),
      ("each.value.x", .each("value"), nil, 1),
      ("count.index", .countIndex, nil, 1),
      ("self.id", .selfObject, nil, 0),
    ] as [(String, Reference.Subject, InstanceKey?, Int)])
  func `a traversal names its subject`(
    text: String, subject: Reference.Subject, key: InstanceKey?, steps: Int
  ) throws {
    let reference = try #require(expression(text).references.first)
    #expect(reference.subject == subject)
    #expect(reference.key == key)
    #expect(reference.steps == steps)
  }

  @Test(arguments: [
    "1️⃣var2️⃣", "var1️⃣[0]2️⃣", "1️⃣data.http2️⃣", "1️⃣latest2️⃣", "docker_volume1️⃣[0]2️⃣", "path1️⃣.modul2️⃣",
    "1️⃣path2️⃣", "terraform1️⃣.env2️⃣", "each1️⃣.vale2️⃣", "count1️⃣.indx2️⃣", "1️⃣count2️⃣",
  ])
  func `what names nothing is reported where it goes wrong`(text: String) throws {
    let source = MarkedSource(text)
    var parser = Parser(source.file)
    let traversal = try #require(parser.parseExpression().freeTraversals.first)
    let error = #expect(throws: DiagnosticsError.self) { try Reference.parse(traversal) }
    #expect(error?.diagnostics.map(\.code) == ["invalid-reference"])
    #expect(error?.diagnostics.first?.subject == source.range())
  }

  @Test func `the iterators of dynamic blocks are no references`() {
    var parser = Parser(
      SourceFile(
        name: "main.tf",
        text: """
          dynamic "port" {
            for_each = local.ports
            iterator = item
            content {
              a = item.value + var.x + port.y
              dynamic "label" {
                for_each = item.value
                content {
                  b = [label.value, item.key, [for label in var.z : label]]
                }
              }
            }
          }
          """))
    let roots = parser.parseBody().freeTraversals.map(\.range.text)
    #expect(roots == ["local.ports", "var.x", "port.y", "var.z"])
  }

  private func expression(_ text: String) -> Expression {
    var parser = Parser(SourceFile(name: "main.tf", text: text))
    return parser.parseExpression()
  }
}
