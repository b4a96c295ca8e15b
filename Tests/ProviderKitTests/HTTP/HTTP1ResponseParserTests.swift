import TestSupport
import Testing

@testable import ProviderKit

struct HTTP1ResponseParserTests {
  /// What a parser makes of pieces of input, joined: bodies as one, the end, or the error.
  private func outcome(_ pieces: [[UInt8]], closed: Bool = true, method: HTTPMethod = .get) -> String {
    var parser = HTTP1ResponseParser(for: method)
    var body: [UInt8] = []
    var text = ""
    func note(_ event: HTTP1ResponseParser.Event) {
      switch event {
      case .head(let head): text += "\(head.status)"
      case .body(let bytes): body += bytes
      case .end(let trailers):
        text += " [\(String(decoding: body, as: UTF8.self))]\(trailers.fields.map(\.name))"
      }
    }
    do {
      for piece in pieces {
        parser.feed(piece)
        while let event = try parser.next() { note(event) }
      }
      if closed, let event = try parser.finish() { note(event) }
    } catch {
      text += " \(error.code)"
    }
    return text
  }

  @Test(arguments: [
    ("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "200 [][]"),
    ("HTTP/1.1 200 OK\nContent-Length: 2, 2\n\nab", "200 [ab][]"),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA \r\n0123456789\r\n0;x\r\nT: 1\r\n\r\n",
      "200 [0123456789][\"T\"]"
    ),
    ("HTTP/1.0 200 OK\r\n\r\nall of it", "200 [all of it][]"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nall", "200 [all][]"),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n1\r\na\r\n0\r\n\r\n",
      "200 [a][]"
    ),
    ("HTTP/1.1 101 Switch\r\nUpgrade: tcp\r\n\r\nraw", "101 [raw][]"),
  ])
  func `a response is read to its end`(text: String, expected: String) {
    #expect(outcome([Array(text.utf8)]) == expected)
    #expect(outcome(text.utf8.map { [$0] }) == expected)
  }

  @Test(arguments: [
    "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 X\r\n\r\n",
    "hello\r\n",
    "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nSpace : x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\n\r\n", "HTTP/1.1 200 OK\r\nA: \u{0}\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
  ])
  func `what is not HTTP is refused`(text: String) {
    #expect(outcome([Array(text.utf8)], closed: false).hasSuffix(" protocolViolation"))
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
  ])
  func `a connection that closes too early is no end`(text: String) {
    #expect(outcome([Array(text.utf8)]).hasSuffix(" interrupted"))
  }

  @Test(arguments: ["HTTP/1.1 200 OK\r\nA: ", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 X\r\n\r\n"])
  func `a head without end is refused before it fills the memory`(start: String) {
    var parser = HTTP1ResponseParser(for: .get)
    let piece = start.hasSuffix(": ") ? "x" : start.contains("100") ? start : "A: b\r\n"
    let more = Array(String(repeating: piece, count: 1000).utf8)
    parser.feed(Array(start.utf8))
    #expect(throws: HTTPError(.protocolViolation, "")) {
      var event: HTTP1ResponseParser.Event?
      for _ in 0...HTTP1ResponseParser.maxLineBytes / 1000 where event == nil {
        parser.feed(more)
        event = try parser.next()
      }
    }
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true),
    ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false),
    ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: x, Close\r\n\r\n", false),
    ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", true),
    ("HTTP/1.1 200 OK\r\n\r\n", false),
  ])
  func `a connection is kept when both sides agree on where the response ends`(text: String, isKept: Bool)
    throws
  {
    var parser = HTTP1ResponseParser(for: .get)
    parser.feed(Array(text.utf8))
    while try parser.next() != nil {}
    #expect(parser.keepsAlive == isKept)
  }

  @Test(arguments: 1...40)
  func `damaged input gives the same outcome in whatever pieces it comes`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let input = Self.damaged(using: &random)
      let whole = outcome([input])
      #expect(outcome(Self.split(input, using: &random)) == whole, "seed \(seed)")
    }
  }

  private static func damaged(using random: inout SeededGenerator) -> [UInt8] {
    let samples = [
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nA: b\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 12\r\nA: b\r\n\r\n0123456789ab",
      "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nuntil the end",
    ]
    var bytes = Array(samples[Int.random(in: 0..<samples.count, using: &random)].utf8)
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0...2, using: &random) {
      case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
      case 1: bytes.remove(at: index)
      default: bytes.insert(contentsOf: bytes[index...].prefix(9), at: index)
      }
    }
    return bytes
  }

  private static func split(_ bytes: [UInt8], using random: inout SeededGenerator) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...8, using: &random))
      pieces.append(Array(piece))
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }
}
