import PluginWire
import ProviderAPI
import Testing
import Values

@Suite struct WireMessageTests {
  @Test func `what is written can be read`() throws {
    var writer = WireWriter()
    writer.text(1, "name")
    writer.integer(2, 300)
    writer.bool(3, true)
    writer.message(4) { $0.text(1, "inner") }
    writer.message(4) { $0.text(1, "second") }
    let message = try WireMessage(writer.bytes)
    #expect(message.text(1) == "name")
    #expect(message.integer(2) == 300)
    #expect(message.bool(3))
    #expect(try message.messages(4).map { $0.text(1) } == ["inner", "second"])
  }

  @Test func `defaults are left out, messages are not`() throws {
    var writer = WireWriter()
    writer.text(1, "")
    writer.integer(2, 0)
    writer.message(3) { _ in }
    #expect(writer.bytes == [0x1A, 0])
  }

  @Test func `fields that are not known are passed over`() throws {
    // Field 9 in each of the four kinds, then field 1.
    let bytes: [UInt8] =
      [0x48, 1, 0x49, 1, 2, 3, 4, 5, 6, 7, 8, 0x4A, 1, 0, 0x4D, 1, 2, 3, 4] + [0x0A, 2, 0x61, 0x62]
    #expect(try WireMessage(bytes).text(1) == "ab")
  }

  @Test func `a number may be negative`() throws {
    var writer = WireWriter()
    writer.integer(1, -2)
    #expect(try WireMessage(writer.bytes).integer(1) == -2)
  }

  @Test(
    arguments: [
      [0x0A, 5, 1], [0x0A], [0x08], [0x08, 0x80], [0x00, 1], [0x0B, 1], [0x0D, 1], [0x09, 1],
      [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
      [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
    ] as [[UInt8]])
  func `what is no message is refused`(bytes: [UInt8]) {
    #expect(throws: WireError.self) { try WireMessage(bytes) }
  }

  @Test func `a value may come as JSON instead of MessagePack`() throws {
    var writer = WireWriter()
    writer.message(1) { $0.bytes(Fields.DynamicValue.json, Array(#"{"a":"x"}"#.utf8)) }
    let value = try WireMessage(writer.bytes).value(1, as: .object(["a": .string]))
    #expect(value == .object(["a": .string("x")]))
  }

  @Test func `a value that is not there is null`() throws {
    #expect(try WireMessage([UInt8]()).value(1, as: .string) == .null(.string))
  }

  @Test func `a diagnostic has the path that it is about`() throws {
    var writer = WireWriter()
    writer.message(4) {
      $0.integer(Fields.Diagnostic.severity, 1)
      $0.text(Fields.Diagnostic.summary, "Bad")
      $0.message(Fields.Diagnostic.attribute) {
        $0.message(Fields.Path.steps) { $0.text(Fields.Path.attribute, "rules") }
        $0.message(Fields.Path.steps) { $0.integer(Fields.Path.index, 2) }
        $0.message(Fields.Path.steps) { $0.text(Fields.Path.key, "k") }
      }
    }
    let found = try #require(try WireMessage(writer.bytes).diagnostics(4).first)
    #expect(!found.isWarning)
    #expect(found.attribute?.steps == [.attribute("rules"), .index(2), .key("k")])
  }
}
