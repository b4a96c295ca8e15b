package import PluginWire
import ProviderKit

/// A running plugin, for whoever tries how it takes calls that no host should make.
package final class PluginProbe: Sendable {
  package enum Answer: Sendable {
    case answered
    /// With a status of gRPC.
    case refused
    /// There is no answer, for a reason in full sentences.
    case died(String)
  }

  private let connection: PluginConnection

  fileprivate init(_ connection: PluginConnection) { self.connection = connection }

  package func call(_ method: PluginMethod, _ request: [UInt8]) async -> Answer {
    do {
      _ = try await connection.bytes(method, request)
      return .answered
    } catch is NotImplemented {
      return .refused
    } catch {
      return connection.isAlive ? .refused : .died("\(error)")
    }
  }

  /// Asks the plugin to end.
  ///
  /// - Returns: whether it did so by itself.
  @discardableResult
  package func end() async -> Bool {
    await connection.end()
    return connection.hasEndedByItself
  }
}

extension PluginHost {
  /// Starts a plugin of which nobody else knows.
  package func probe(_ binary: PluginBinary) async throws -> PluginProbe {
    PluginProbe(try await freshConnection(to: binary))
  }
}
