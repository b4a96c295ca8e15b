/// What a transfer of libcurl's is made for. Its methods are called on the engine's thread and must not wait.
protocol CurlReceiver: AnyObject, Sendable {
  /// Unique in the engine.
  var id: UInt64 { get }
  var request: WireRequest { get }

  func receive(_ head: HTTPResponseHead)
  /// False when the bytes cannot be taken now; they are offered again when the engine is told to resume.
  func receive(_ bytes: UnsafeRawBufferPointer) -> Bool
  func receive(trailer field: HTTPHeaders.Field)
  /// The next bytes of a streamed body, at most `limit`.
  func takeUpload(upTo limit: Int) -> UploadPipe.Taken
  /// Is called once at the end, and may have been called before by whoever cancelled; the first call counts.
  ///
  /// - Returns: whether it was the first.
  @discardableResult
  func finish(_ result: Result<Void, any Error>) -> Bool
}
