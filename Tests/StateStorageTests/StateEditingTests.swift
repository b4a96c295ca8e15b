import Addresses
import StateStorage
import Testing
import Values

/// Changes of a state by hand.
struct StateEditingTests {
  private let provider = ProviderConfigAddress(ProviderAddress(namespace: "hashicorp", type: "test"))

  /// A state with an object at each address; those in `dependencies` depend on what is named there.
  private func state(_ addresses: [String], dependencies: [String: String] = [:]) throws -> StateSnapshot {
    var state = StateSnapshot(lineage: "l")
    for text in addresses {
      let address = try #require(ResourceInstanceAddress(text))
      var object = ObjectState(schemaVersion: 0, attributes: ["id": .string(text)])
      object.dependencies = try dependencies[text].map { [try #require(ResourceAddress($0))] } ?? []
      state.apply(.object(address, deposedKey: nil, object: object, provider: provider))
    }
    return state
  }

  private func selector(_ text: String) throws -> StateSelector { try #require(StateSelector(text)) }

  private func texts(_ state: StateSnapshot) -> [String] { state.addresses.map { "\($0)" } }

  @Test(arguments: [
    (["a.x"], "a.x", "a.y", ["a.y"]), (["a.x"], "a.x", "a.y[0]", ["a.y[0]"]),
    (["a.x[0]", "a.x[1]"], "a.x", "a.y", ["a.y[0]", "a.y[1]"]),
    (["a.x[0]", "a.x[1]"], "a.x[0]", "a.y", ["a.x[1]", "a.y"]),
    (["a.x[0]"], "a.x[0]", #"a.x["k"]"#, [#"a.x["k"]"#]),
    (["a.x"], "a.x", "module.m[0].a.x", ["module.m[0].a.x"]),
    (
      ["module.m.a.x", "module.m.module.n.a.z"], "module.m", "module.k",
      ["module.k.a.x", "module.k.module.n.a.z"]
    ),
    (["module.m[0].a.x"], "module.m[0]", "module.m", ["module.m.a.x"]),
  ])
  func `objects move to other addresses`(
    _ before: [String], _ source: String, _ destination: String, _ after: [String]
  ) throws {
    var state = try state(before)
    try state.move(selector(source), to: selector(destination))
    #expect(texts(state) == after)
    #expect(state.resources.values.allSatisfy { $0.provider == provider })
  }

  @Test(arguments: [("a.x", "b.x"), ("a.x", "module.m"), ("module.k", "a.y"), ("a.x[0]", "data.a.x")])
  func `what is not of one kind does not move`(_ source: String, _ destination: String) throws {
    var state = try state(["a.x[0]", "a.x[1]", "module.k.a.x"])
    let before = state
    #expect(throws: StateEditError.doesNotFit(try selector(source), try selector(destination))) {
      try state.move(selector(source), to: selector(destination))
    }
    #expect(state == before)
  }

  @Test func `nothing is moved onto something else, and nothing from nowhere`() throws {
    var state = try state(["a.x", "a.y"])
    let taken = try #require(ResourceInstanceAddress("a.y"))
    #expect(throws: StateEditError.isTaken(taken)) { try state.move(selector("a.x"), to: selector("a.y")) }
    #expect(throws: StateEditError.notFound(try selector("a.z"))) {
      try state.move(selector("a.z"), to: selector("a.q"))
    }
    #expect(texts(state) == ["a.x", "a.y"])
  }

  @Test func `dependencies follow what moves`() throws {
    var state = try state(["a.x", "a.y"], dependencies: ["a.y": "a.x"])
    try state.move(selector("a.x"), to: selector("module.m.a.x"))
    let dependent = try #require(ResourceInstanceAddress("a.y"))
    #expect(state.instance(at: dependent)?.current?.dependencies.map { "\($0)" } == ["module.m.a.x"])
  }

  @Test(arguments: [
    ("a.x", ["a.y", "module.m.a.x"]), ("a.x[0]", ["a.x[1]", "a.y", "module.m.a.x"]),
    ("module.m", ["a.x[0]", "a.x[1]", "a.y"]),
  ])
  func `what is removed is forgotten`(_ address: String, _ left: [String]) throws {
    var state = try state(["a.x[0]", "a.x[1]", "a.y", "module.m.a.x"])
    try state.remove(selector(address))
    #expect(texts(state) == left)
    #expect(throws: StateEditError.notFound(try selector(address))) { try state.remove(selector(address)) }
  }

  @Test func `objects are tainted and untainted`() throws {
    var state = try state(["a.x"])
    let address = try #require(ResourceInstanceAddress("a.x"))
    #expect(state.setTainted(true, at: address) == true)
    #expect(state.instance(at: address)?.current?.isTainted == true)
    #expect(state.setTainted(true, at: address) == false)
    #expect(state.setTainted(false, at: address) == true)
    #expect(state.setTainted(true, at: try #require(ResourceInstanceAddress("a.y"))) == nil)
  }

  @Test func `objects change hands`() throws {
    var state = try state(["a.x", "a.y[0]"])
    let other = ProviderAddress(namespace: "team", type: "test")
    #expect(state.replaceProvider(provider.provider, with: other).count == 2)
    #expect(state.resources.values.allSatisfy { $0.provider.provider == other })
    #expect(state.replaceProvider(provider.provider, with: other).isEmpty)
  }
}
