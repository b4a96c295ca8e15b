import Synchronization
import Testing

@testable import ProviderKit

/// Bodies that are sent and received piece by piece, over every transport.
struct HTTPStreamingTests {
  private let client = HTTPClient.withoutRetries
  private static let megabyte = [UInt8](repeating: 120, count: 1 << 20)

  // MARK: Responses

  @Test(arguments: Road.allCases)
  func `a piece is there before the next is sent`(road: Road) async throws {
    let (asked, ask) = AsyncStream<Void>.makeStream()
    try await withHTTPServer(road) { connection, _ in
      try await connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
      for await _ in asked { try await connection.send("3\r\ntwo\r\n0\r\n\r\n") }
    } during: { url in
      let response = try await client.stream(HTTPRequest(.get, url))
      var pieces: [String] = []
      for try await piece in response.body {
        pieces.append(String(decoding: piece, as: UTF8.self))
        if pieces.count == 1 { ask.yield() }
      }
      #expect(pieces == ["one", "two"])
      ask.finish()
    }
  }

  @Test(arguments: Road.allCases)
  func `a server is held back while nobody reads`(road: Road) async throws {
    let sent = Mutex(0)
    let total = 32
    try await withHTTPServer(road) { connection, _ in
      try await connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(total << 20)\r\n\r\n")
      for _ in 1...total {
        try await connection.stream.write(Self.megabyte)
        sent.withLock { $0 += 1 }
      }
    } during: { url in
      let response = try await client.stream(HTTPRequest(.get, url))
      try await untilStill { sent.withLock { $0 } }
      #expect(sent.withLock { $0 } < total)
      let body = try await response.body.collect(upTo: total << 20)
      #expect(body.count == total << 20)
    }
  }

  @Test(arguments: Road.allCases)
  func `a server is rid of a client that lets go of the body`(road: Road) async throws {
    let (ended, end) = AsyncStream<Void>.makeStream()
    try await withHTTPServer(road) { connection, _ in
      try await connection.send("HTTP/1.1 200 OK\r\n\r\nx")
      _ = try await connection.read(1)
      end.yield()
    } during: { url in
      do {
        let response = try await client.stream(HTTPRequest(.get, url))
        #expect(response.isSuccess)
      }
      for await _ in ended { break }
    }
  }

  @Test(arguments: Road.allCases)
  func `a body that breaks off is an error, not an end`(road: Road) async throws {
    try await withServer(road) { connection in
      _ = try await connection.readRequest()
      try await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX-Request-Id: r1\r\n\r\nhalf")
    } during: { url in
      let response = try await client.stream(HTTPRequest(.get, url))
      let error = await #expect(throws: HTTPError.self) { try await response.body.collect(upTo: 100) }
      #expect(error?.code == .interrupted)
      #expect(error?.requestID == "r1")
    }
  }

  // MARK: Requests

  @Test(arguments: Road.allCases, [nil, 300_000])
  func `a body is sent while it is made`(road: Road, length: Int?) async throws {
    try await withHTTPServer(road) { connection, request in
      let framing = request.headers["Transfer-Encoding"] ?? request.headers["Content-Length"] ?? ""
      try await connection.respond(200, "", "\(framing) \(request.body.count)")
    } during: { url in
      let body = HTTPBody.stream(length: length) { writer in
        for _ in 1...300 { try await writer.write([UInt8](repeating: 1, count: 1000)) }
      }
      let response = try await client.send(HTTPRequest(.put, url, body: body))
      #expect(response.text == "\(length.map(String.init) ?? "chunked") 300000")
    }
  }

  @Test(arguments: Road.allCases)
  func `a producer is held back while the server does not read`(road: Road) async throws {
    let made = Mutex(0)
    let (read, startReading) = AsyncStream<Void>.makeStream()
    try await withServer(road) { connection in
      _ = try await connection.readHead()
      for await _ in read { break }
      let body = try await connection.read(32 << 20)
      try await connection.respond(200, "", "\(body.count)")
    } during: { url in
      let body = HTTPBody.stream(length: 32 << 20) { writer in
        for _ in 1...32 {
          try await writer.write(Self.megabyte)
          made.withLock { $0 += 1 }
        }
      }
      async let response = client.send(HTTPRequest(.put, url, body: body))
      try await untilStill { made.withLock { $0 } }
      #expect(made.withLock { $0 } < 32)
      startReading.yield()
      let text = try await response.text
      #expect(text == "\(32 << 20)")
    }
  }

  @Test(arguments: Road.allCases)
  func `the failure of a producer is what the request fails with`(road: Road) async throws {
    struct NoMore: Error {}
    try await withHTTPServer(road) { connection, _ in
      try await connection.respond()
    } during: { url in
      let body = HTTPBody.stream { writer in
        try await writer.write([1])
        throw NoMore()
      }
      await #expect(throws: NoMore.self) { try await client.send(HTTPRequest(.put, url, body: body)) }
    }
  }

  @Test(arguments: Road.allCases, [1, 3])
  func `a body of another length than announced is refused`(road: Road, length: Int) async throws {
    try await withHTTPServer(road) { connection, _ in
      try await connection.respond()
    } during: { url in
      let body = HTTPBody.stream(length: length) { try await $0.write([1, 2]) }
      await #expect(throws: HTTPError(.invalidRequest, "")) {
        try await client.send(HTTPRequest(.put, url, body: body))
      }
    }
  }

  @Test(arguments: Road.allCases)
  func `an answer that comes before the body is sent counts`(road: Road) async throws {
    try await withServer(road) { connection in
      _ = try await connection.readHead()
      try await connection.respond(413, "Connection: close\r\n", "too much")
      // As servers do: who closes with unread bytes in hand takes the answer back (RFC 9112, section 9.6).
      connection.stream.finishWriting()
      while try await !connection.stream.read().isEmpty {}
    } during: { url in
      let body = HTTPBody.stream { writer in
        while true { try await writer.write(Self.megabyte) }
      }
      let response = try await client.send(HTTPRequest(.put, url, body: body))
      #expect(response.status == 413)
      #expect(response.text == "too much")
    }
  }

  @Test(arguments: Road.allCases)
  func `progress counts both ways`(road: Road) async throws {
    let progress = Mutex(HTTPProgress())
    try await withHTTPServer(road) { connection, _ in
      try await connection.respond(200, "", "12345")
    } during: { url in
      var request = HTTPRequest(.put, url, body: .stream(length: 3) { try await $0.write([1, 2, 3]) })
      request.progress = { now in progress.withLock { $0 = now } }
      _ = try await client.send(request)
      let last = progress.withLock { $0 }
      #expect([last.sent, last.sentTotal, last.received, last.receivedTotal] == [3, 3, 5, 5])
    }
  }

  // MARK: Ends

  @Test(arguments: Road.allCases)
  func `cancelling the task ends the transfer`(road: Road) async throws {
    let (events, note) = AsyncStream<String>.makeStream()
    try await withServer(road) { connection in
      _ = try await connection.readRequest()
      note.yield("asked")
      _ = try await connection.read(1)
      note.yield("gone")
    } during: { url in
      await withTaskGroup(of: Void.self) { group in
        group.addTask { [client] in
          await #expect(throws: CancellationError.self) { try await client.send(HTTPRequest(.get, url)) }
        }
        var seen = events.makeAsyncIterator()
        #expect(await seen.next() == "asked")
        group.cancelAll()
        #expect(await seen.next() == "gone")
      }
    }
  }

  @Test(arguments: Road.allCases, [true, false])
  func `a silent server runs into the time allowed`(road: Road, isIdle: Bool) async throws {
    try await withServer(road) { connection in
      _ = try await connection.readRequest()
      _ = try await connection.read(1)
    } during: { url in
      var request = HTTPRequest(.get, url)
      request.timeouts =
        isIdle ? HTTPTimeouts(idle: .milliseconds(50)) : HTTPTimeouts(total: .milliseconds(50))
      let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
      #expect(error?.code == .timedOut)
      #expect(error?.wasSent == true)
    }
  }

  /// Returns when a number that only grows has not grown for a while.
  private func untilStill(_ value: () -> Int) async throws {
    var last = -1
    while value() != last {
      last = value()
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
