public import ProviderAPI
import ProviderKit
import Synchronization

/// A connection to a port of a pod (core/v1, `connectCoreV1GetNamespacedPodPortforward`): channel 0 has the bytes, channel
/// 1 what went wrong; each begins with the port's number.
public final class PodPort: ObjectConnection {
  private let channels: ChannelSocket
  /// How many bytes of the port's number are still to come on each channel.
  private let left = Mutex<[UInt8: Int]>([0: 2, 1: 2])

  public init(_ port: Int, of pod: ObjectPath, _ client: KubernetesClient) async throws {
    channels = try await client.channels(pod, "portforward", ["ports": "\(port)"], .v4)
  }

  public func read() async throws -> [UInt8]? {
    while let message = try await channels.read() {
      let bytes = content(of: message)
      if bytes.isEmpty { continue }
      if message.channel == 0 { return bytes }
      throw ProviderError(.unavailable, String(decoding: bytes, as: UTF8.self))
    }
    return nil
  }

  private func content(of message: ChannelSocket.Message) -> [UInt8] {
    left.withLock { left in
      let count = min(left[message.channel] ?? 0, message.bytes.count)
      left[message.channel, default: 0] -= count
      return Array(message.bytes.dropFirst(count))
    }
  }

  public func write(_ bytes: [UInt8]) async throws { try await channels.write(bytes, to: 0) }

  /// There is no end of one direction: what the other side still says would be lost with the connection.
  public func finishWriting() async throws {}
}
