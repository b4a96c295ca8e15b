import PluginWire
import ProviderAPI
import ProviderKit
import Synchronization
import Values

/// Answers the calls of the protocol by those of the contract.
final class ProviderService: Sendable {
  let provider: any Provider
  let version: PluginProtocol
  private let methods: [String: PluginMethod]
  private let types = Mutex<[TypeKey: ServedType]>([:])

  private struct TypeKey: Hashable {
    var kind: ResourceKind
    var name: String
  }

  init(_ provider: any Provider, _ version: PluginProtocol) {
    self.provider = provider
    self.version = version
    methods = Dictionary(
      PluginMethod.allCases.map { ($0.name(in: version), $0) }, uniquingKeysWith: { first, _ in first })
  }

  func answer(_ request: GRPCRequest) async {
    guard request.service == version.service, let method = methods[request.method] else {
      let name = "\(request.service)/\(request.method)"
      return request.end(GRPCError(.unimplemented, "There is no method \(name)."))
    }
    do {
      let message = try WireMessage(try request.message())
      if method == .invokeAction {
        try await invokeAction(message) { request.answer($0.bytes) }
      } else {
        request.answer(try await answer(method, message).bytes)
      }
      request.end()
    } catch let error as GRPCError {
      request.end(error)
    } catch {
      request.end(GRPCError(.invalidArgument, "The request cannot be read: \(error)."))
    }
  }

  /// What the provider gives.
  ///
  /// - Throws: ``GRPCError`` for what the provider throws.
  func given<Result>(_ body: () async throws -> Result) async throws(GRPCError) -> Result {
    do { return try await body() } catch { throw GRPCError(ofProvider: error) }
  }

  /// - Throws: when the request makes no sense, or the provider fails in a way that it does not tell of. What it does tell
  ///   is in the answer.
  private func answer(_ method: PluginMethod, _ request: WireMessage) async throws -> WireWriter {
    switch method {
    case .schema: try await schema()
    case .metadata: try await metadata()
    case .functions: try await functions()
    case .identitySchemas: try await identitySchemas()
    case .validateProvider: try await validateProvider(request)
    case .validateManaged: try await validate(.managed, request)
    case .validateData: try await validate(.data, request)
    case .validateEphemeral: try await validate(.ephemeral, request)
    case .validateAction: try await validate(.action, request)
    case .upgrade: try await upgrade(request)
    case .upgradeIdentity: try await upgradeIdentity(request)
    case .configure: try await configure(request)
    case .read: try await read(request)
    case .plan: try await plan(request)
    case .apply: try await apply(request)
    case .importState: try await importState(request)
    case .move: try await move(request)
    case .readData: try await readData(request)
    case .openEphemeral: try await openEphemeral(request)
    case .renewEphemeral: try await renewEphemeral(request)
    case .closeEphemeral: try await closeEphemeral(request)
    case .planAction: try await planAction(request)
    case .invokeAction: WireWriter()
    case .callFunction: try await callFunction(request)
    case .stop: await stop()
    }
  }

  private func stop() async -> WireWriter {
    await provider.stop()
    return WireWriter()
  }

  // MARK: What all answers share

  /// - Throws: ``GRPCError`` when there is no such type.
  func type(_ kind: ResourceKind, _ name: String) async throws -> ServedType {
    let key = TypeKey(kind: kind, name: name)
    if let known = types.withLock({ $0[key] }) { return known }
    guard let schema = try await given({ try await provider.schema(of: kind, name) }) else {
      throw GRPCError(.notFound, "The provider has no type \"\(name)\".")
    }
    let type = ServedType(schema)
    types.withLock { $0[key] = type }
    return type
  }

  /// The answer that `body` makes, or the one that says why there is none.
  ///
  /// - Parameters:
  ///   - field: that of the diagnostics.
  ///   - summary: what has failed then.
  func answering(
    _ field: Int, _ summary: String, otherwise: (inout WireWriter) -> Void = { _ in },
    _ body: (inout WireWriter) async throws -> Void
  ) async throws -> WireWriter {
    var writer = WireWriter()
    do {
      try await body(&writer)
      return writer
    } catch let error as ProviderError {
      var refusal = WireWriter()
      otherwise(&refusal)
      refusal.diagnostics(
        field, [ProviderDiagnostic(summary, "\(error)", at: error.attribute)])
      return refusal
    } catch {
      throw GRPCError(ofProvider: error)
    }
  }
}

extension GRPCError {
  /// What a provider threw that it has no way to tell in an answer.
  fileprivate init(ofProvider error: any Error) {
    switch error {
    case let error as GRPCError: self = error
    case is CancellationError: self.init(.cancelled, "The call was cancelled.")
    default: self.init(.internal, "The provider failed: \(error)")
    }
  }
}

/// A type with what every call about its objects needs.
struct ServedType: Sendable {
  let type: ValueType
  /// Whether plans may hold blocks that the configuration has not, which only the rules for providers of the old SDK
  /// let pass.
  let isLegacy: Bool
  let identity: IdentitySchema?

  init(_ schema: Schema) {
    identity = schema.identity
    type = schema.block.impliedType
    isLegacy = schema.block.hasComputedBlocks
  }
}

extension BlockSchema {
  fileprivate var hasComputedBlocks: Bool {
    blocks.values.contains { $0.isComputed || $0.block.hasComputedBlocks }
  }
}
