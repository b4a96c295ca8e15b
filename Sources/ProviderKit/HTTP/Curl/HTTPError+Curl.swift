import Clibcurl
import CurlShims

extension HTTPError {
  /// What a code of libcurl's means.
  ///
  /// - Parameters:
  ///   - detail: the library's own words, which may be none.
  ///   - wasSent: whether any of the request has left this machine.
  init(curl code: CURLcode, _ detail: String, _ request: WireRequest, wasSent: Bool) {
    let reason = detail.isEmpty ? String(cString: curl_shim_easy_strerror(code)) : detail
    let kind = Self.kinds[code.rawValue] ?? .interrupted
    self.init(kind, "\(request) failed: \(reason).", wasSent: wasSent && kind != .unreachable)
    self.reason = reason
    // What ended with an error is described in the detail.
    if code == CURLE_GOT_NOTHING || code == CURLE_HTTP2_STREAM && detail.isEmpty { cause = StreamEnded() }
  }

  init(curl code: CURLMcode) {
    self.init(.unreachable, "libcurl failed: \(String(cString: curl_shim_multi_strerror(code))).")
  }

  private static let kinds: [UInt32: Code] = {
    let groups: [(Code, [CURLcode])] = [
      (
        .unreachable,
        [CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY]
      ),
      (.timedOut, [CURLE_OPERATION_TIMEDOUT]),
      (
        .tls,
        [
          CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION,
          CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
          CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
        ]
      ),
      (
        .interrupted,
        [
          CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND,
          CURLE_HTTP2, CURLE_HTTP2_STREAM,
        ]
      ),
      (
        .protocolViolation,
        [CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING]
      ),
      (
        .invalidRequest,
        [CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN]
      ),
    ]
    return Dictionary(
      groups.flatMap { kind, codes in codes.map { ($0.rawValue, kind) } },
      uniquingKeysWith: { first, _ in first })
  }()
}
