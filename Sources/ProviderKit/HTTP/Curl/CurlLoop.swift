import Clibcurl
import CurlShims
import Glibc

/// Drives the transfers of one engine. Lives on the engine's thread alone.
final class CurlLoop {
  /// Connections kept for further use.
  private static let maxIdleConnections = 128
  private static let maxIdleHandles = 8
  private static let longestWait: Int32 = 60_000

  private let inbox: CurlEngine.Inbox
  private let configuration: HTTPClient.Configuration
  private let multi: UnsafeMutableRawPointer
  private var transfers: [UInt64: CurlTransfer] = [:]
  private var idleHandles: [UnsafeMutableRawPointer] = []

  /// Serves the inbox until it says stop.
  static func run(_ inbox: CurlEngine.Inbox, _ configuration: HTTPClient.Configuration) {
    if let problem = curl_shim_load() {
      return refuse(inbox, HTTPError(.missingLibrary, String(cString: problem)))
    }
    guard let multi = curl_shim_multi_init() else {
      return refuse(inbox, HTTPError(.unreachable, "libcurl ran out of memory."))
    }
    CurlLoop(inbox, configuration, multi).run()
  }

  /// Without the library every exchange fails, each with the reason.
  private static func refuse(_ inbox: CurlEngine.Inbox, _ error: HTTPError) {
    var descriptor = pollfd(fd: inbox.wake.descriptor.number, events: Int16(POLLIN), revents: 0)
    while true {
      for command in inbox.drain() {
        switch command {
        case .start(let exchange): exchange.finish(.failure(error))
        case .cancel, .resume: continue
        case .stop: return
        }
      }
      poll(&descriptor, 1, -1)
    }
  }

  private init(
    _ inbox: CurlEngine.Inbox, _ configuration: HTTPClient.Configuration, _ multi: UnsafeMutableRawPointer
  ) {
    self.inbox = inbox
    self.configuration = configuration
    self.multi = multi
    _ = curl_shim_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.maxIdleConnections)
    if let limit = configuration.maxConnections {
      _ = curl_shim_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, limit)
    }
  }

  deinit {
    for transfer in transfers.values { end(transfer, .failure(CancellationError())) }
    for handle in idleHandles { curl_shim_easy_cleanup(handle) }
    curl_shim_multi_cleanup(multi)
  }

  private func run() {
    while obey(inbox.drain()) {
      var running: Int32 = 0
      _ = curl_shim_multi_perform(multi, &running)
      finishDone()
      endIdle()
      wait()
    }
  }

  /// Returns false when told to stop.
  private func obey(_ commands: [CurlEngine.Command]) -> Bool {
    for command in commands {
      switch command {
      case .start(let exchange): start(exchange)
      case .cancel(let id):
        if let transfer = transfers[id] { end(transfer, .failure(CancellationError())) }
      case .resume(let id): transfers[id]?.resume()
      case .stop: return false
      }
    }
    return true
  }

  private func start(_ exchange: any CurlReceiver) {
    guard let easy = idleHandles.popLast() ?? curl_shim_easy_init() else {
      exchange.finish(.failure(HTTPError(.unreachable, "libcurl ran out of memory.")))
      return
    }
    let transfer = CurlTransfer(exchange, easy)
    transfers[exchange.id] = transfer
    do {
      try transfer.configure(configuration)
      let code = curl_shim_multi_add_handle(multi, easy)
      guard code == CURLM_OK else { throw HTTPError(curl: code) }
    } catch {
      end(transfer, .failure(error))
    }
  }

  private func finishDone() {
    var code = CURLE_OK
    while let easy = curl_shim_multi_next_done(multi, &code) {
      guard let transfer = transfers.values.first(where: { $0.easy == easy }) else { continue }
      end(transfer, transfer.result(code))
    }
  }

  private func endIdle() {
    let now = ContinuousClock.now
    for transfer in transfers.values {
      guard let deadline = transfer.idleDeadline, deadline <= now else { continue }
      end(transfer, .failure(transfer.idleError))
    }
  }

  /// Takes the transfer out, then tells its exchange; the handle serves the next one.
  private func end(_ transfer: CurlTransfer, _ result: Result<Void, any Error>) {
    _ = curl_shim_multi_remove_handle(multi, transfer.easy)
    transfers[transfer.exchange.id] = nil
    transfer.exchange.finish(result)
    curl_shim_easy_reset(transfer.easy)
    if idleHandles.count < Self.maxIdleHandles {
      idleHandles.append(transfer.easy)
    } else {
      curl_shim_easy_cleanup(transfer.easy)
    }
  }

  private func wait() {
    let nearest = transfers.values.compactMap(\.idleDeadline).min()
    let timeout = min(nearest?.millisecondsFromNow ?? Self.longestWait, Self.longestWait)
    var wake = curl_waitfd(fd: inbox.wake.descriptor.number, events: Int16(CURL_WAIT_POLLIN), revents: 0)
    _ = curl_shim_multi_poll(multi, &wake, 1, timeout, nil)
  }
}
