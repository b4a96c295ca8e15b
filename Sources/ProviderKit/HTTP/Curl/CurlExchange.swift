import Synchronization

/// One request and its response by libcurl: where a task and the engine's thread meet.
final class CurlExchange: HTTPExchange, CurlReceiver {
  let id: UInt64
  let request: WireRequest
  private let engine: CurlEngine
  private let promisedHead = OneShot<HTTPResponseHead>()
  private let download = DownloadPipe()
  private let upload = UploadPipe()
  private let trailingFields = Mutex(HTTPHeaders())

  init(_ request: WireRequest, id: UInt64, _ engine: CurlEngine) {
    self.request = request
    self.id = id
    self.engine = engine
  }

  // MARK: For the task

  var trailers: HTTPHeaders { trailingFields.withLock { $0 } }

  func write(_ bytes: [UInt8]) async throws { try await upload.write(bytes, resume: resume) }

  func finishWriting() async throws { upload.finish(resume: resume) }

  func head() async throws -> HTTPResponseHead { try await promisedHead.value() }

  func read() async throws -> [UInt8]? { try await download.next(resume: resume) }

  func cancel(_ reason: any Error) {
    if finish(.failure(reason)) { engine.cancel(id) }
  }

  private func resume() { engine.resume(id) }

  // MARK: For the engine

  func receive(_ head: HTTPResponseHead) { promisedHead.settle(.success(head)) }

  /// False when the reader does not keep up.
  func receive(_ bytes: UnsafeRawBufferPointer) -> Bool { download.offer(bytes) }

  func receive(trailer field: HTTPHeaders.Field) {
    trailingFields.withLock { $0.add(field.name, field.value) }
  }

  func takeUpload(upTo limit: Int) -> UploadPipe.Taken { upload.take(upTo: limit) }

  /// Ends the exchange; returns whether it was not over yet.
  @discardableResult
  func finish(_ result: Result<Void, any Error>) -> Bool {
    upload.close()
    let noHead = HTTPError(.protocolViolation, "The server's response has no head.", wasSent: true)
    promisedHead.settle(result.flatMap { .failure(noHead) })
    return download.finish(result)
  }
}
