import PluginWire
import ProviderAPI
import Testing
import Values

@testable import PluginHost

@Suite struct SchemaReaderTests {
  /// The two versions number three fields of attributes differently.
  @Test(arguments: PluginProtocol.allCases)
  func `each version has its own numbers`(version: PluginProtocol) throws {
    let fields = Fields.Attribute(version)
    let response = Self.response { attribute in
      attribute.text(fields.name, "password")
      attribute.bytes(fields.type, Array(#""string""#.utf8))
      attribute.bool(fields.isOptional, true)
      attribute.bool(fields.isWriteOnly, true)
      attribute.bool(fields.isDeprecated, true)
      attribute.text(fields.deprecation, "Use another.")
    }
    let schemas = try PluginSchemas(response[...], version)
    let attribute = try schemas.schema(of: .managed, "thing")?.schema.block.attributes["password"]
    #expect(attribute?.isWriteOnly == true)
    #expect(attribute?.deprecation == "Use another.")
    #expect(attribute?.origin == .optional)
    #expect(schemas.names(of: .managed) == ["thing"])
  }

  @Test func `nested attributes of version 6 have the type of what is in them`() throws {
    let fields = Fields.Attribute(.six)
    let response = Self.response { attribute in
      attribute.text(fields.name, "rules")
      attribute.bool(fields.isRequired, true)
      attribute.message(fields.nested ?? 0) { object in
        object.integer(Fields.NestedObject.nesting, 2)
        object.message(Fields.NestedObject.attributes) { inner in
          inner.text(fields.name, "port")
          inner.bytes(fields.type, Array(#""number""#.utf8))
        }
      }
    }
    let schema = try PluginSchemas(response[...], .six).schema(of: .managed, "thing")
    #expect(schema?.type == .object(["rules": .list(.object(["port": .number]))]))
    #expect(schema?.schema.block.attributes["rules"]?.nested?.nesting == .list)
  }

  @Test func `a schema is only read when it is asked for`() throws {
    var writer = WireWriter()
    writer.message(Fields.SchemaResponse.managed) {
      $0.text(1, "broken")
      $0.bytes(2, [0xFF])
    }
    let schemas = try PluginSchemas(writer.bytes[...], .six)
    #expect(try schemas.schema(of: .managed, "other") == nil)
    #expect(throws: WireError.self) { try schemas.schema(of: .managed, "broken") }
  }

  @Test func `blocks that nest without end are refused`() throws {
    var block: [UInt8] = []
    for _ in 0..<100 {
      var writer = WireWriter()
      writer.message(Fields.Block.blocks) {
        $0.text(Fields.NestedBlock.name, "b")
        $0.bytes(Fields.NestedBlock.block, block)
        $0.integer(Fields.NestedBlock.nesting, 2)
      }
      block = writer.bytes
    }
    var schema = WireWriter()
    schema.bytes(Fields.Schema.block, block)
    let bytes = schema.bytes[...]
    #expect(throws: WireError.self) { try SchemaReader(.six).schema(bytes) }
  }

  /// A response with one managed type, `thing`, that has one attribute.
  private static func response(_ attribute: (inout WireWriter) -> Void) -> [UInt8] {
    var writer = WireWriter()
    writer.message(Fields.SchemaResponse.managed) { entry in
      entry.text(1, "thing")
      entry.message(2) { schema in
        schema.message(Fields.Schema.block) { $0.message(Fields.Block.attributes, attribute) }
      }
    }
    return writer.bytes
  }
}
