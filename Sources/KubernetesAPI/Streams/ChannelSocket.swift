import ProviderKit

/// Numbered streams over one WebSocket: the first byte of a message is the stream's number (Kubernetes,
/// `v4.channel.k8s.io`; `v5.channel.k8s.io` can end a single stream).
final class ChannelSocket: Sendable {
  /// What can be agreed upon, in the order of preference.
  enum Version: String, CaseIterable {
    case v5 = "v5.channel.k8s.io"
    case v4 = "v4.channel.k8s.io"
  }

  struct Message {
    var channel: UInt8
    var bytes: [UInt8]
  }

  /// In bytes; what kubectl sends at once.
  private static let pieceSize = 32 << 10

  let version: Version
  private let socket: WebSocket

  init(_ socket: WebSocket) {
    self.socket = socket
    version = socket.agreedProtocol.flatMap(Version.init) ?? .v4
  }

  /// The next message that is not empty; nil at the end.
  func read() async throws -> Message? {
    while let bytes = try await socket.read()?.bytes {
      if bytes.count > 1 { return Message(channel: bytes[0], bytes: Array(bytes.dropFirst())) }
    }
    return nil
  }

  func write(_ bytes: [UInt8], to channel: UInt8) async throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      try await socket.send(.binary([channel] + rest.prefix(Self.pieceSize)))
      rest = rest.dropFirst(Self.pieceSize)
    }
  }

  /// Ends one stream; only ``Version/v5`` knows how.
  func close(_ channel: UInt8) async throws { try await socket.send(.binary([255, channel])) }

  /// Ends all of them.
  func close() async throws { try await socket.close() }
}
