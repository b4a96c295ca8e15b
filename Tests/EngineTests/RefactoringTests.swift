import Addresses
import Diagnostics
import Engine
import StateStorage
import Testing
import Values

/// `moved`, `removed` and `import` blocks.
struct RefactoringTests {
  private let bench = Workbench()

  private func thing(_ name: String, _ rest: String = "") -> String {
    "resource \"test_thing\" \"\(name)\" {\n name = \"it\"\n \(rest)\n}\n"
  }

  private func moved(_ from: String, _ to: String) -> String { "moved {\n from = \(from)\n to = \(to)\n}\n" }

  private var addresses: [String] {
    get async { await bench.state.addresses.map(\.description) }
  }

  // MARK: Moves

  @Test func `a moved resource stays the same object`() async throws {
    try await bench.apply(thing("a"))
    bench.world.clearLog()
    let text = thing("b") + moved("test_thing.a", "test_thing.b")
    let plan = try await bench.plan(text)
    #expect(plan.changes.map { "\($0.previousAddress?.description ?? "")" } == ["test_thing.a"])
    #expect(!plan.isEmpty)
    try await bench.apply(text)
    #expect(bench.world.log == [])
    #expect(await addresses == ["test_thing.b"])
    #expect(try await bench.plan(text).isEmpty)
  }

  @Test(arguments: [
    ("count = 1", "", "test_thing.a"), ("", "count = 1", "test_thing.a[0]"),
  ])
  func `a resource that gets a count or loses it keeps its first instance`(
    before: String, after: String, address: String
  ) async throws {
    try await bench.apply(thing("a", before))
    bench.world.clearLog()
    try await bench.apply(thing("a", after))
    #expect(bench.world.log == [])
    #expect(await addresses == [address])
  }

  @Test func `moves follow one another whatever their order`() async throws {
    try await bench.apply(thing("a"))
    try await bench.apply(
      thing("c", "for_each = toset([\"x\"])") + moved("test_thing.b", "test_thing.c[\"x\"]")
        + moved("test_thing.a", "test_thing.b"))
    #expect(await addresses == [#"test_thing.c["x"]"#])
  }

  @Test func `modules move with all that is in them`() async throws {
    let box = thing("b") + "output \"name\" { value = test_thing.b.name }"
    try await bench.apply([
      "main.tf": "module \"one\" { source = \"./box\" }", "box/main.tf": box,
    ])
    bench.world.clearLog()
    try await bench.apply([
      "main.tf": "module \"two\" {\n source = \"./box\"\n count = 1\n}\n"
        + moved("module.one", "module.two[0]"),
      "box/main.tf": box.replacing("\"b\"", with: "\"c\"").replacing("thing.b", with: "thing.c")
        + "\n" + moved("test_thing.b", "test_thing.c"),
    ])
    #expect(bench.world.log == [])
    #expect(await addresses == ["module.two[0].test_thing.c"])
  }

  @Test func `a move onto something that is recorded is left out with a warning`() async throws {
    try await bench.apply(thing("a") + thing("b"))
    let plan = try await bench.plan(thing("b") + moved("test_thing.a", "test_thing.b"))
    #expect(plan.warnings.map(\.code) == ["blocked-move"])
    #expect(plan.changes.filter { $0.action == .delete }.map(\.address.resource.name) == ["a"])
  }

  @Test func `an instance that has moved cannot be declared any more`() async throws {
    try await bench.apply(thing("a", "count = 1"))
    let text = thing("a", "count = 1") + thing("b") + moved("test_thing.a[0]", "test_thing.b")
    #expect(await bench.errors(text) == ["moved-still-exists"])
  }

  @Test func `targets take in both ends of a move`() async throws {
    try await bench.apply(thing("a") + thing("z"))
    let text = thing("b") + thing("z") + moved("test_thing.a", "test_thing.b")
    bench.options.targets = [.resource(try #require(ResourceInstanceAddress("test_thing.z")))]
    #expect(await bench.errors(text) == ["targeting-moved"])
  }

  @Test func `what depends on something that has moved depends on it under its new name`() async throws {
    let dependent = "resource \"test_thing\" \"z\" {\n name = \"z\"\n depends_on = [test_thing.NAME]\n}\n"
    try await bench.apply(thing("a") + dependent.replacing("NAME", with: "a"))
    try await bench.apply(
      thing("b") + dependent.replacing("NAME", with: "b") + moved("test_thing.a", "test_thing.b"))
    let object = await bench.state.instance(at: try #require(ResourceInstanceAddress("test_thing.z")))
    #expect(object?.current?.dependencies.map(\.description) == ["test_thing.b"])
    bench.world.clearLog()
    bench.options.mode = .destroy
    try await bench.apply(thing("b"))
    #expect(bench.world.log == ["delete z", "delete it"])
  }

  @Test func `a type that its provider cannot make of the other is refused`() async throws {
    try await bench.apply("resource \"mail_letter\" \"a\" { name = \"it\" }")
    let text = thing("b") + moved("mail_letter.a", "test_thing.b")
    #expect(await bench.errors(text) == ["invalid-move"])
  }

  @Test func `moves alone can be recorded`() async throws {
    try await bench.apply(thing("a"))
    bench.options.mode = .refreshOnly
    let text = thing("b", "size = 3") + moved("test_thing.a", "test_thing.b")
    let plan = try await bench.plan(text)
    #expect(plan.drift.map { "\($0.previousAddress?.description ?? "")" } == ["test_thing.a"])
    #expect(!plan.isEmpty)
    try await bench.apply(text)
    #expect(await addresses == ["test_thing.b"])
    #expect(bench.world.log == ["create it"])
  }

  @Test func `a saved plan moves too`() async throws {
    try await bench.apply(thing("a"))
    let saved = try await bench.savedPlan(thing("b") + moved("test_thing.a", "test_thing.b"))
    #expect(saved.file.plan.changes.map(\.previousAddress) == saved.original.changes.map(\.previousAddress))
    try await bench.apply(saved)
    #expect(await addresses == ["test_thing.b"])
  }

  // MARK: Removals

  @Test func `what is removed without being destroyed stays in the world`() async throws {
    try await bench.apply([
      "main.tf": thing("a") + "module \"m\" { source = \"./m\" }", "m/main.tf": thing("b"),
    ])
    bench.world.clearLog()
    let keep = "lifecycle { destroy = false }"
    try await bench.apply(
      "removed {\n from = test_thing.a\n \(keep)\n}\nremoved {\n from = module.m\n \(keep)\n}\n")
    #expect(bench.world.log == [])
    #expect(bench.world.things.count == 2)
    #expect(await addresses == [])
  }

  @Test func `what is said of a resource counts more than what is said of its module`() async throws {
    try await bench.apply([
      "main.tf": "module \"m\" { source = \"./m\" }",
      "m/main.tf": thing("kept") + "resource \"test_thing\" \"b\" { name = \"b\" }",
    ])
    try await bench.apply(
      "removed { from = module.m }\nremoved {\n from = module.m.test_thing.kept\n lifecycle { destroy = false }\n}\n"
    )
    #expect(bench.world.names == ["it"])
  }

  @Test func `a plan that forgets warns of it`() async throws {
    try await bench.apply(thing("a"))
    let plan = try await bench.plan("removed {\n from = test_thing.a\n lifecycle { destroy = false }\n}")
    #expect(plan.warnings.map(\.code) == ["forgetting"])
    #expect(ChangeSummary(plan.changes).forget == 1)
  }

  @Test func `what is removed is destroyed unless it says otherwise`() async throws {
    try await bench.apply(thing("a"))
    try await bench.apply("removed { from = test_thing.a }")
    #expect(bench.world.things.isEmpty)
  }

  @Test func `an object that is not to be destroyed is left alone by a destroy and by a replacement`()
    async throws
  {
    func text(_ colour: String) -> String {
      thing("a", "colour = \"\(colour)\"\n lifecycle { destroy = false }")
    }
    try await bench.apply(text("red"))
    try await bench.apply(text("blue"))
    #expect(bench.world.log == ["create it", "create it"])
    bench.options.mode = .destroy
    try await bench.apply(text("blue"))
    #expect(bench.world.things.count == 2)
    #expect(await addresses == [])
  }

  @Test(arguments: [("", 1), ("removed { from = test_thing.a }", 0)])
  func
    `an object that is not to be destroyed is left when its block is gone, unless a removal says otherwise`(
      text: String, left: Int
    ) async throws
  {
    try await bench.apply(thing("a", "lifecycle { destroy = false }"))
    try await bench.apply(text)
    #expect(bench.world.things.count == left)
    #expect(await addresses == [])
  }

  @Test(arguments: [(true, 0), (false, 1)])
  func `what is said last of an object that stays as it is holds when its block is gone`(
    destroysAtLast: Bool, left: Int
  ) async throws {
    try await bench.apply(thing("a", "lifecycle { destroy = \(!destroysAtLast) }"))
    try await bench.apply(thing("a", "lifecycle { destroy = \(destroysAtLast) }"))
    #expect(bench.world.log == ["create it"])
    try await bench.apply("")
    #expect(bench.world.things.count == left)
  }

  @Test(arguments: [(true, ["prevent-destroy"]), (false, [])])
  func `a variable can say whether an object may be destroyed`(
    isForbidden: Bool, codes: [Diagnostic.Code]
  ) async throws {
    let text =
      "variable \"keep\" { default = \(isForbidden) }\nlocals { keep = var.keep }\n"
      + thing("a", "count = COUNT\n lifecycle { prevent_destroy = local.keep }")
    try await bench.apply(text.replacing("COUNT", with: "1"))
    #expect(await bench.errors(text.replacing("COUNT", with: "0")) == codes)
    bench.options.mode = .destroy
    #expect(await bench.errors(text.replacing("COUNT", with: "1")) == codes)
  }

  // MARK: Imports

  private func forgetAll() async {
    await bench.session.write(StateSnapshot(lineage: "test"))
    bench.world.clearLog()
  }

  @Test func `import blocks take existing objects over`() async throws {
    try await bench.apply(thing("a"))
    let id = try #require(bench.world.things.keys.first)
    try await bench.apply(thing("a") + "resource \"test_thing\" \"b\" { name = \"b\" }")
    await forgetAll()
    let text =
      "locals { ids = { x = \"\(id)\" } }\n" + thing("n", "for_each = local.ids")
      + "import {\n for_each = local.ids\n to = test_thing.n[each.key]\n id = each.value\n}\n"
    let plan = try await bench.plan(text)
    #expect(ChangeSummary(plan.changes).imports == 1)
    try await bench.apply(text)
    #expect(bench.world.names == ["it", "b"])
    #expect(await addresses == [#"test_thing.n["x"]"#])
    #expect(try await bench.plan(text).isEmpty)
  }

  @Test func `import blocks reach into modules`() async throws {
    try await bench.apply(thing("a"))
    let id = try #require(bench.world.things.keys.first)
    await forgetAll()
    let main =
      "module \"m\" {\n source = \"./m\"\n count = 1\n}\n"
      + "import {\n to = module.m[0].test_thing.b\n identity = { id = \"\(id)\" }\n}\n"
    try await bench.apply(["main.tf": main, "m/main.tf": thing("b")])
    #expect(bench.world.log == [])
    #expect(await addresses == ["module.m[0].test_thing.b"])
  }

  @Test(arguments: [
    (#"to = test_thing.n, id = """#, "invalid-import"), ("to = test_thing.n, id = null", "invalid-import"),
    ("to = test_thing.n, id = test_thing.o.serial", "invalid-import"),
    (#"to = test_thing.n[1], id = "x""#, "no-import-target"),
    (#"to = test_thing.q, id = "x""#, "no-import-target"),
    (#"to = test_thing.n, id = "x""#, "nothing-to-import"),
    (#"to = test_thing.n, identity = 1"#, "invalid-import"),
  ])
  func `an import that cannot be is refused`(arguments: String, code: Diagnostic.Code) async {
    let block = "import {\n \(arguments.replacing(", ", with: "\n"))\n}\n"
    #expect(await bench.errors(thing("n") + thing("o") + block) == [code])
  }
}
