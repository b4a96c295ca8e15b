/// The numbers of the fields that are read or written (tfplugin5.proto 5.10 and tfplugin6.proto 6.10).
///
/// The two versions share all but those of ``Attribute``. A request or response is named for its call; where
/// several calls have the same shape, they share one.
package enum Fields {
  package enum DynamicValue { package static let msgpack = 1, json = 2 }
  package enum Diagnostic {
    package static let severity = 1, summary = 2, detail = 3, attribute = 4, warning = 2
  }
  package enum Path { package static let steps = 1, attribute = 1, key = 2, index = 3 }
  package enum RawState { package static let json = 1 }
  package enum Timestamp { package static let seconds = 1, nanoseconds = 2 }
  package enum Capabilities { package static let deferralAllowed = 1, writeOnlyAllowed = 2 }
  package enum ServerCapabilities { package static let planDestroy = 1, schemaOptional = 2, moves = 3 }
  package enum Deferred { package static let reason = 1 }

  package enum Schema { package static let version = 1, block = 2 }
  package enum Block { package static let attributes = 2, blocks = 3, summary = 4, isDeprecated = 6 }
  package enum NestedBlock { package static let name = 1, block = 2, nesting = 3, minItems = 4, maxItems = 5 }
  package enum NestedObject { package static let attributes = 1, nesting = 3 }

  package struct Attribute {
    package let name = 1, type = 2, summary = 3, isRequired = 4, isOptional = 5, isComputed = 6,
      isSensitive = 7
    package let isDeprecated = 9
    package let isWriteOnly: Int
    package let deprecation: Int
    /// Only version 6 has it.
    package let nested: Int?

    package init(_ version: PluginProtocol) {
      switch version {
      case .five: (isWriteOnly, deprecation, nested) = (10, 11, nil)
      case .six: (isWriteOnly, deprecation, nested) = (11, 12, 10)
      }
    }
  }

  package enum Function {
    package static let parameters = 1, variadic = 2, result = 3, summary = 4, description = 5, resultType = 1
  }
  package enum Parameter {
    package static let name = 1, type = 2, allowsNull = 3, allowsUnknown = 4, summary = 5
  }
  package enum FunctionError { package static let text = 1, argument = 2 }
  package enum Identity {
    package static let version = 1, attributes = 2, data = 1
    package static let name = 1, type = 2, isRequired = 3, isOptional = 4, summary = 5
  }

  package enum SchemaResponse {
    package static let provider = 1, managed = 2, data = 3, diagnostics = 4, meta = 5, capabilities = 6
    package static let functions = 7, ephemeral = 8, actions = 11
  }
  package enum ActionSchema { package static let schema = 1 }
  /// The numbers of the lists of types; actions differ between the versions.
  package enum Metadata {
    package static let capabilities = 1, data = 3, managed = 4, functions = 5, ephemeral = 6, name = 1
  }
  package enum FunctionsResponse { package static let functions = 1, diagnostics = 2 }
  package enum IdentitySchemasResponse { package static let schemas = 1, diagnostics = 2 }
  /// In the response of version 5 the first field is the configuration, as the provider wants it.
  package enum ValidateProvider { package static let config = 1, prepared = 1, diagnostics = 2 }
  package enum Validate { package static let type = 1, config = 2, capabilities = 3, diagnostics = 1 }
  /// In the request and response for an identity, that stands where the object does.
  package enum Upgrade { package static let type = 1, version = 2, rawState = 3, object = 1, diagnostics = 2 }
  package enum Configure { package static let version = 1, config = 2, capabilities = 3, diagnostics = 1 }
  package enum Read {
    package static let type = 1, current = 2, privateData = 3, meta = 4, capabilities = 5, identity = 6
    package static let object = 1, diagnostics = 2, newPrivateData = 3, deferred = 4, newIdentity = 5
  }
  package enum Plan {
    package static let type = 1, prior = 2, proposed = 3, config = 4, privateData = 5, meta = 6
    package static let capabilities = 7, identity = 8
    package static let planned = 1, requiresReplace = 2, plannedPrivateData = 3, diagnostics = 4, isLegacy = 5
    package static let deferred = 6, plannedIdentity = 7
  }
  package enum Apply {
    package static let type = 1, prior = 2, planned = 3, config = 4, privateData = 5, meta = 6
    package static let identity = 7
    package static let object = 1, newPrivateData = 2, diagnostics = 3, isLegacy = 4, newIdentity = 5
  }
  package enum Import {
    package static let type = 1, id = 2, capabilities = 3, identity = 4
    package static let objects = 1, diagnostics = 2, deferred = 3
    package static let objectType = 1, object = 2, privateData = 3, objectIdentity = 4
  }
  package enum Move {
    package static let provider = 1, sourceType = 2, sourceVersion = 3, source = 4, type = 5, privateData = 6
    package static let sourceIdentity = 7, sourceIdentityVersion = 8
    package static let object = 1, diagnostics = 2, newPrivateData = 3, newIdentity = 4
  }
  package enum ReadData {
    package static let type = 1, config = 2, meta = 3, capabilities = 4
    package static let object = 1, diagnostics = 2, deferred = 3
  }
  package enum OpenEphemeral {
    package static let type = 1, config = 2, capabilities = 3
    package static let diagnostics = 1, renewAt = 2, object = 3, privateData = 4, deferred = 5
  }
  package enum RenewEphemeral {
    package static let type = 1, privateData = 2
    package static let diagnostics = 1, renewAt = 2, newPrivateData = 3
  }
  package enum CallFunction { package static let name = 1, arguments = 2, result = 1, error = 2 }

  package enum PlanAction {
    package static let type = 1, config = 2, capabilities = 3, diagnostics = 1, deferred = 2
  }
  /// The response is a stream of events.
  package enum InvokeAction {
    package static let type = 1, config = 2, capabilities = 3, progress = 1, completed = 2
    package static let message = 1, diagnostics = 1
  }
  package enum Stop { package static let error = 1 }

  /// `StdioData` of go-plugin (internal/plugin/grpc_stdio.proto).
  package enum Stdio { package static let channel = 1, data = 2, errorOutput = 2 }
  /// `HealthCheckRequest` and `HealthCheckResponse` of grpc.health.v1.
  package enum Health { package static let service = 1, status = 1, isServing = 1 }
}
