/// The numbers of the fields that are read or written (tfplugin5.proto 5.10 and tfplugin6.proto 6.10).
///
/// The two versions share all but those of ``Attribute``. A request or response is named for its call; where
/// several calls have the same shape, they share one.
enum Fields {
  enum DynamicValue { static let msgpack = 1, json = 2 }
  enum Diagnostic { static let severity = 1, summary = 2, detail = 3, attribute = 4, warning = 2 }
  enum Path { static let steps = 1, attribute = 1, key = 2, index = 3 }
  enum RawState { static let json = 1 }
  enum Timestamp { static let seconds = 1 }
  enum Capabilities { static let writeOnlyAllowed = 2 }

  enum Schema { static let version = 1, block = 2 }
  enum Block { static let attributes = 2, blocks = 3, summary = 4, isDeprecated = 6 }
  enum NestedBlock { static let name = 1, block = 2, nesting = 3, minItems = 4, maxItems = 5 }
  enum NestedObject { static let attributes = 1, nesting = 3 }

  struct Attribute {
    let name = 1, type = 2, summary = 3, isRequired = 4, isOptional = 5, isComputed = 6, isSensitive = 7
    let isDeprecated = 9
    let isWriteOnly: Int
    let deprecation: Int
    /// Only version 6 has it.
    let nested: Int?

    init(_ version: PluginProtocol) {
      switch version {
      case .five: (isWriteOnly, deprecation, nested) = (10, 11, nil)
      case .six: (isWriteOnly, deprecation, nested) = (11, 12, 10)
      }
    }
  }

  enum Function {
    static let parameters = 1, variadic = 2, result = 3, summary = 4, description = 5, resultType = 1
  }
  enum Parameter { static let name = 1, type = 2, allowsNull = 3, allowsUnknown = 4, summary = 5 }
  enum FunctionError { static let text = 1, argument = 2 }
  enum Identity { static let attributes = 2, name = 1, type = 2, isRequired = 3, data = 1 }

  enum SchemaResponse {
    static let provider = 1, managed = 2, data = 3, diagnostics = 4, functions = 7, ephemeral = 8
  }
  enum IdentitySchemasResponse { static let schemas = 1 }
  /// In the response of version 5 the first field is the configuration back, which nobody needs.
  enum ValidateProvider { static let config = 1, diagnostics = 2 }
  enum Validate { static let type = 1, config = 2, capabilities = 3, diagnostics = 1 }
  enum Upgrade { static let type = 1, version = 2, rawState = 3, object = 1, diagnostics = 2 }
  enum Configure { static let version = 1, config = 2, capabilities = 3, diagnostics = 1 }
  enum Read {
    static let type = 1, current = 2, privateData = 3, capabilities = 5
    static let object = 1, diagnostics = 2, newPrivateData = 3
  }
  enum Plan {
    static let type = 1, prior = 2, proposed = 3, config = 4, privateData = 5, capabilities = 7
    static let planned = 1, requiresReplace = 2, plannedPrivateData = 3, diagnostics = 4, isLegacy = 5
  }
  enum Apply {
    static let type = 1, prior = 2, planned = 3, config = 4, privateData = 5, capabilities = 7
    static let object = 1, newPrivateData = 2, diagnostics = 3, isLegacy = 4
  }
  enum Import {
    static let type = 1, id = 2, capabilities = 3, identity = 4
    static let objects = 1, diagnostics = 2
    static let objectType = 1, object = 2, privateData = 3
  }
  enum Move {
    static let provider = 1, sourceType = 2, sourceVersion = 3, source = 4, type = 5, privateData = 6
    static let object = 1, diagnostics = 2
  }
  enum ReadData { static let type = 1, config = 2, capabilities = 4, object = 1, diagnostics = 2 }
  enum OpenEphemeral {
    static let type = 1, config = 2
    static let diagnostics = 1, renewAt = 2, object = 3, privateData = 4
  }
  enum RenewEphemeral {
    static let type = 1, privateData = 2
    static let diagnostics = 1, renewAt = 2, newPrivateData = 3
  }
  enum CallFunction { static let name = 1, arguments = 2, result = 1, error = 2 }

  /// `StdioData` of go-plugin (internal/plugin/grpc_stdio.proto).
  enum Stdio { static let channel = 1, data = 2, errorOutput = 2 }
  /// `HealthCheckRequest` of grpc.health.v1.
  enum Health { static let service = 1 }
}
