import Clibcurl
import CurlShims

extension CurlTransfer {
  /// Tells libcurl everything about the transfer.
  func configure(_ configuration: HTTPClient.Configuration) throws(HTTPError) {
    let request = exchange.request
    var options = CurlOptions(easy)
    options.set(CURLOPT_ERRORBUFFER, errorText)
    options.set(CURLOPT_NOSIGNAL, true)
    setCallbacks(&options)
    connectTo = options.setServer(request, configuration)
    setVersion(&options, configuration.version)
    if exchange.request.takesCertificates != nil {
      options.set(CURLOPT_CERTINFO, true)
      options.set(CURLOPT_CONNECT_ONLY, true)
    }
    setMethod(&options, request)
    setFields(&options, request)
    if let code = options.failure { throw HTTPError(curl: code, "", request, wasSent: false) }
  }

  private func setVersion(_ options: inout CurlOptions, _ version: HTTPClient.Version) {
    switch version {
    case .automatic: options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    case .http1: options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    case .http2:
      options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE))
      // libcurl 7.88 fails on the second request of such a connection (CURLE_HTTP2; observed on Debian 12).
      options.set(CURLOPT_FRESH_CONNECT, true)
      options.set(CURLOPT_FORBID_REUSE, true)
    }
    // A second request waits to see whether the first one's connection can carry both.
    options.set(CURLOPT_PIPEWAIT, true)
  }

  private func setMethod(_ options: inout CurlOptions, _ request: WireRequest) {
    options.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    switch request.body.content {
    case .none where request.method == .head: options.set(CURLOPT_NOBODY, true)
    case .none where request.method.expectsBody: setWholeBody(&options, request, [])
    case .none: options.set(CURLOPT_HTTPGET, true)
    case .bytes(let bytes): setWholeBody(&options, request, bytes)
    case .stream(let length, _): setUpload(&options, length)
    }
    // HTTPGET and the like reset the method's name.
    options.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
  }

  /// libcurl sends a request again by itself when a connection that it kept turns out dead without an answer.
  /// It cannot do so when the body cannot be read a second time: that is wanted for requests that must not
  /// be repeated. Without a body, only a new connection prevents it.
  private func setWholeBody(_ options: inout CurlOptions, _ request: WireRequest, _ bytes: [UInt8]) {
    if request.isRepeatable {
      options.set(CURLOPT_POST, true)
      options.set(body: bytes)
    } else if bytes.isEmpty {
      options.set(CURLOPT_POST, true)
      options.set(body: bytes)
      options.set(CURLOPT_FRESH_CONNECT, true)
    } else {
      unsentBody = bytes[...]
      setUpload(&options, bytes.count)
    }
  }

  private func setUpload(_ options: inout CurlOptions, _ length: Int?) {
    options.set(CURLOPT_UPLOAD, true)
    options.set(CURLOPT_INFILESIZE_LARGE, offset: length ?? -1)
  }

  private func setFields(_ options: inout CurlOptions, _ request: WireRequest) {
    // Without a value: libcurl must not add these by itself.
    var lines = ["Expect:"]
    if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
    if request.headers["Host"] == nil { lines.append("Host: \(request.url.authority)") }
    lines += request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    for line in lines { fields = curl_shim_slist_append(fields, line) }
    options.set(CURLOPT_HTTPHEADER, fields)
    options.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
  }
}
