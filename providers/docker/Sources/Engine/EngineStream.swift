import ProviderAPI
import ProviderKit
import Values

/// An answer of the engine that comes in pieces.
struct EngineStream: Sendable {
  let body: HTTPResponseBody
  let endpoint: EngineEndpoint

  /// The rest of the answer as one piece.
  func collect(upTo limit: Int) async throws -> [UInt8] {
    try await reporting { try await body.collect(upTo: limit) }
  }

  func readPieces(_ handle: ([UInt8]) throws -> Void) async throws {
    try await reporting {
      for try await piece in body { try handle(piece) }
    }
  }

  /// Reads the answer as JSON values, one a line.
  func readLines(_ handle: (JSON) throws -> Void) async throws {
    var lines = LineSplitter()
    try await readPieces { piece in
      for line in lines.add(piece) { try handle(JSON.parse(line)) }
    }
    if let line = lines.rest { try handle(JSON.parse(line)) }
  }

  private func reporting<Result>(_ read: () async throws -> Result) async throws -> Result {
    do {
      return try await read()
    } catch let error as HTTPError {
      throw EngineFailure.error(error, at: endpoint)
    } catch let error as JSON.SyntaxError {
      throw ProviderError(
        .protocolViolation, "The Docker engine's answer makes no sense: \(error).", cause: error)
    }
  }
}

/// Cuts what comes in pieces into lines. Empty lines are dropped.
struct LineSplitter {
  private var pending: [UInt8] = []

  /// The lines that the piece completes, without their ends.
  mutating func add(_ piece: [UInt8]) -> [[UInt8]] {
    pending += piece
    var parts = pending.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: "\n") }
    pending = parts.popLast().map(Array.init) ?? []
    return parts.compactMap(Self.trimmed)
  }

  /// What stands after the last line end, if anything.
  var rest: [UInt8]? { Self.trimmed(pending[...]) }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    return line.allSatisfy { $0 == UInt8(ascii: " ") } ? nil : Array(line)
  }
}
