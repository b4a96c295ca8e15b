import Testing
import Values

struct JSONCodingTests {
  /// The shapes that wire structures have.
  private struct Container: Codable, Equatable {
    enum State: String, Codable { case running, exited }
    struct Port: Codable, Equatable {
      var privatePort: UInt16
      var ipAddress: String?
      enum CodingKeys: String, CodingKey {
        case privatePort
        case ipAddress = "IPAddress"
      }
    }
    var id: String
    var state: State
    var ports: [Port]
    var labels: [String: String]?
    var networks: [String: Port] = [:]
    var extra: JSON?
    var cpus: Double?
    var size: Number?
  }

  private let container = Container(
    id: "c1", state: .running, ports: [.init(privatePort: 80, ipAddress: "::1"), .init(privatePort: 81)],
    labels: ["com.docker.x": "1"], networks: ["my_net": .init(privatePort: 1)],
    extra: ["B": [1, .null], "a": "x"],
    cpus: 0.5, size: 1)

  private let wire = """
    {"Id":"c1","State":"running","Ports":[{"PrivatePort":80,"IPAddress":"::1"},{"PrivatePort":81}],\
    "Labels":{"com.docker.x":"1"},"Networks":{"my_net":{"PrivatePort":1}},"Extra":{"B":[1,null],"a":"x"},\
    "Cpus":0.5,"Size":1}
    """

  @Test func `a structure is encoded in the order of its properties`() throws {
    #expect(try JSONEncoding(keys: .pascalCase).encode(container).text() == wire)
  }

  @Test func `a structure is decoded whatever else the object holds`() throws {
    var json = try JSON.parse(wire)
    json["Unasked"] = [1, 2]
    #expect(try JSONDecoding(keys: .pascalCase).decode(Container.self, from: json) == container)
  }

  @Test func `null and missing members are nil`() throws {
    let json: JSON = ["Id": "c", "State": "exited", "Ports": [], "Labels": .null, "Networks": [:]]
    let decoded = try JSONDecoding(keys: .pascalCase).decode(Container.self, from: json)
    #expect(decoded == Container(id: "c", state: .exited, ports: [], labels: nil))
  }

  @Test(arguments: [
    (#"{"State":"running","Ports":[]}"#, #"attribute "Id" is required"#),
    (#"{"Id":1,"State":"running","Ports":[]}"#, #"attribute "Id": string required, but have number"#),
    (#"{"Id":null,"State":"running","Ports":[]}"#, #"attribute "Id": must not be null"#),
    (#"{"Id":"","State":"running","Ports":{}}"#, #"attribute "Ports": array required, but have object"#),
    (
      #"{"Id":"","State":"running","Ports":[{"PrivatePort":65536}]}"#,
      #"attribute "Ports": element 0: attribute "PrivatePort": "#
        + "a whole number from 0 to 65535 is required"
    ),
    ("[]", "object required, but have array"),
  ])
  func `an error names the place and what is wrong`(text: String, description: String) throws {
    let json = try JSON.parse(text)
    let error = #expect(throws: ConversionError.self) {
      try JSONDecoding(keys: .pascalCase).decode(Container.self, from: json)
    }
    #expect(error?.description == description)
  }

  @Test func `an unknown case of an enumeration names the place`() throws {
    let json = try JSON.parse(#"{"Id":"","State":"odd","Ports":[]}"#)
    let error = #expect(throws: ConversionError.self) {
      try JSONDecoding(keys: .pascalCase).decode(Container.self, from: json)
    }
    #expect(error?.path == AttributePath("State"))
  }

  @Test(arguments: [
    ("name", "name"), ("driverOpts", "driver_opts"), ("imageID", "image_id"), ("urlPath2", "url_path2"),
    ("hostIpv4", "host_ipv4"), ("URLPath", "url_path"), ("already_snake", "already_snake"),
  ])
  func `snake case`(property: String, name: String) {
    #expect(KeyStrategy.snakeCase.name(for: property) == name)
  }

  @Test(arguments: ["name", "driverOpts", "a", ""])
  func `names translate back`(property: String) {
    for strategy in [KeyStrategy.asIs, .snakeCase, .pascalCase] {
      #expect(strategy.key(for: strategy.name(for: property)) == property)
    }
  }

  @Test func `enumerations with values, nested containers and scalars pass through`() throws {
    enum Choice: Codable, Equatable {
      case fooBar(x: Int)
      case none
    }
    let choices = [Choice.fooBar(x: 1), .none]
    let json = try JSONEncoding(keys: .snakeCase).encode(choices)
    #expect(json.text() == #"[{"foo_bar":{"x":1}},{"none":{}}]"#)
    #expect(try JSONDecoding(keys: .snakeCase).decode([Choice].self, from: json) == choices)
    #expect(
      try JSONDecoding().decode(UInt64.self, from: .number(#require(Number("18446744073709551615")))) == .max)
    #expect(try JSONEncoding().encode([nil, Optional(UInt64.max)]).text() == "[null,18446744073709551615]")
    #expect(throws: ConversionError.self) { try JSONEncoding().encode(["a": Double.nan]) }
  }
}
