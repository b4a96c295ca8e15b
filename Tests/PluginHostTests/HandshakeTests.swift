import Encodings
import PluginWire
import ProviderKit
import Testing

@testable import PluginHost

@Suite struct HandshakeTests {
  static let certificate = Array(repeating: UInt8(7), count: 100)
  static let digits = Base64.standard.encode(certificate).filter { $0 != "=" }

  @Test func `a plugin on a socket with a certificate`() throws {
    let handshake = try Handshake("1|6|unix|/tmp/p1|grpc|\(Self.digits)|true")
    #expect(handshake.version == .six)
    #expect(handshake.certificate == Self.certificate)
    #expect(handshake.server.socketPath == "/tmp/p1")
    #expect(handshake.server.isSecure)
  }

  @Test func `a plugin on a port`() throws {
    let handshake = try Handshake("1|5|tcp|127.0.0.1:12345|grpc|\(Self.digits)")
    #expect(handshake.version == .five)
    #expect(handshake.server.effectivePort == 12345)
  }

  @Test func `a socket needs no certificate`() throws {
    #expect(try Handshake("1|5|unix|/tmp/p1|grpc|").server.isSecure == false)
  }

  @Test(arguments: [
    "", "hello", "2|6|unix|/tmp/p|grpc|", "1|4|unix|/tmp/p|netrpc|", "1|5|unix|/tmp/p|netrpc|",
    "1|7|unix|/tmp/p|grpc|", "1|6|pipe|x|grpc|", "1|6|tcp|127.0.0.1:80|grpc|",
    "1|6|unix|/tmp/p|grpc|\(String(repeating: "*", count: 60))",
  ])
  func `anything else is refused`(line: String) {
    #expect(throws: HandshakeError.self) { try Handshake(line) }
  }
}
