import Testing
import Values

struct ValueJSONTests {
  private static let type = ValueType.object([
    "any": .dynamic, "anys": .list(.dynamic), "flag": .bool, "list": .list(.number), "map": .map(.string),
    "name": .string, "object": .object(["x": .dynamic]), "set": .set(.string),
    "tuple": .tuple([.string, .dynamic]),
  ])

  private static let value = Value.object([
    "any": .list([.string("a")], of: .string), "anys": .list([.number(1)], of: .number), "flag": .bool(true),
    "list": .list([.number(Number("0.10") ?? 0), .null(.number)], of: .number),
    "map": .map(["k": .string("é")], of: .string), "name": .null(.string),
    "object": .object(["x": .null(.dynamic)]), "set": .set([.string("b"), .string("a")], of: .string),
    "tuple": .tuple([.string("t"), .object(["y": .number(1)])]),
  ])

  private static let text = """
    {"any":{"value":["a"],"type":["list","string"]},"anys":[{"value":1,"type":"number"}],"flag":true,\
    "list":[0.1,null],"map":{"k":"é"},"name":null,"object":{"x":null},"set":["a","b"],\
    "tuple":["t",{"value":{"y":1},"type":["object",{"y":"number"}]}]}
    """

  @Test func `a typed value is written as in a state file and reads back the same`() throws {
    let json = try JSON(Self.value, as: Self.type)
    #expect(json.text() == Self.text)
    let read = try Value(JSON.parse(Self.text), as: Self.type)
    #expect(read == Self.value)
    #expect(read.keyedElements?["any"]?.type == .list(.string))
  }

  @Test func `an untyped value is written as jsonencode does`() throws {
    #expect(
      try JSON(Self.value.marked(.sensitive)).text() == """
        {"any":["a"],"anys":[1],"flag":true,"list":[0.1,null],"map":{"k":"é"},"name":null,"object":{"x":null},\
        "set":["a","b"],"tuple":["t",{"y":1}]}
        """)
  }

  @Test func `what apply will tell cannot be written and the place is named`() {
    let value = Value.object(["a": .tuple([.string("x"), .map(["k": .unknown(.string)], of: .string)])])
    let error = #expect(throws: ConversionError.self) { try JSON(value) }
    #expect(error?.path.description == #"a[1]["k"]"#)
    #expect(throws: ConversionError.self) { try JSON(.unknown(.string), as: .dynamic) }
  }

  @Test func `an implied value has objects and tuples`() throws {
    let json = try JSON.parse(#"{"b":[1,"x",null],"a":{"e\u0301":true}}"#)
    #expect(
      Value(implied: json)
        == .object([
          "a": .object(["é": .bool(true)]), "b": .tuple([.number(1), .string("x"), .null(.dynamic)]),
        ]))
  }

  @Test func `strings and keys are normalised`() throws {
    let value = Value(implied: ["e\u{301}": "e\u{301}"])
    #expect(value.keyedElements?.keys.first?.unicodeScalars.count == 1)
    #expect(try Value("e\u{301}", as: .string).asString?.unicodeScalars.count == 1)
  }

  @Test func `missing attributes are null and scalars of older states are converted`() throws {
    let json: JSON = ["flag": "true", "list": ["2"], "map": ["k": 1]]
    let value = try Value(json, as: Self.type)
    #expect(value.keyedElements?["flag"] == .bool(true))
    #expect(value.keyedElements?["list"] == .list([.number(2)], of: .number))
    #expect(value.keyedElements?["map"] == .map(["k": .string("1")], of: .string))
    #expect(value.keyedElements?["set"] == .null(.set(.string)))
  }

  static let refusals: [(JSON, ValueType, String)] = [
    (["a": 1, "b": 2], .object(["a": .number]), #"there is no attribute "b""#),
    (["a": ["x"]], .object(["a": .string]), #"attribute "a": string required, but have array"#),
    (["a": [1, "x"]], .object(["a": .list(.number)]), #"attribute "a": element 1: a number is required"#),
    (["k": [:]], .map(.bool), #"element "k": bool required, but have object"#),
    ([1], .tuple([.number, .number]), "tuple of length 2 required, but have length 1"),
    (1, .dynamic, #"an object with the members "value" and "type" is required"#),
    (["value": 1, "type": "text"], .dynamic, #"a type is required, such as "string" or ["list","string"]"#),
    (["x": 1], .list(.object(["x": .number])), "list of object required, but have object"),
    (
      [["value": 1, "type": "number"], ["value": [], "type": ["tuple", []]]], .list(.dynamic),
      "all list elements must have the same type"
    ),
  ]

  @Test(arguments: refusals)
  func `JSON of another shape is refused with the place`(json: JSON, type: ValueType, description: String) {
    let error = #expect(throws: ConversionError.self) { try Value(json, as: type) }
    #expect(error?.description == description)
  }

  @Test func `extra attributes can be dropped`() throws {
    let value = try Value(["a": 1, "b": 2], as: .object(["a": .number]), droppingExtraAttributes: true)
    #expect(value == .object(["a": .number(1)]))
  }

  static let types: [(ValueType, String)] = [
    (.dynamic, #""dynamic""#), (.string, #""string""#), (.list(.number), #"["list","number"]"#),
    (.set(.bool), #"["set","bool"]"#), (.map(.dynamic), #"["map","dynamic"]"#),
    (.tuple([.string, .list(.string)]), #"["tuple",["string",["list","string"]]]"#),
    (.object(["b": .string, "a": .number]), #"["object",{"a":"number","b":"string"}]"#),
    (
      .object(ObjectType(["a": .number, "b": .string], optional: ["b"])),
      #"["object",{"a":"number","b":"string"},["b"]]"#
    ),
  ]

  @Test(arguments: types)
  func `types have a JSON form that reads back`(type: ValueType, text: String) throws {
    #expect(JSON(type).text() == text)
    #expect(try ValueType(JSON.parse(text)) == type)
  }

  @Test(arguments: [
    #""text""#, "1", "[]", #"["list"]"#, #"["list","x"]"#, #"["list","string","string"]"#,
    #"["tuple","string"]"#,
    #"["object",["string"]]"#, #"["object",{"a":"string"},["b"]]"#, #"["object",{"a":"string"},[1]]"#, "{}",
  ])
  func `what is no type is refused`(text: String) throws {
    let json = try JSON.parse(text)
    #expect(throws: ConversionError.self) { try ValueType(json) }
  }
}
