import Clibcurl
import CurlShims

/// Where a connection leads, who is at its other end, and how long it may take to get there.
extension CurlOptions {
  /// - Returns: a list that must outlive the connection, to be freed by the caller; nil when there is none.
  mutating func setServer(
    _ request: WireRequest, _ configuration: HTTPClient.Configuration
  ) -> UnsafeMutablePointer<curl_slist>? {
    setTLS(configuration.tls)
    setProxy(configuration.proxy.proxy(for: request.url))
    if let connect = request.timeouts.connect { set(CURLOPT_CONNECTTIMEOUT_MS, connect) }
    if let total = request.timeouts.total { set(CURLOPT_TIMEOUT_MS, total) }
    return setAddress(request.url, configuration.tls)
  }

  private mutating func setAddress(
    _ url: HTTPURL, _ tls: TLSConfiguration
  ) -> UnsafeMutablePointer<curl_slist>? {
    var named = url
    if url.isSecure, let name = tls.serverName { named.host = name }
    set(CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP) | Int(CURLPROTO_HTTPS))
    set(CURLOPT_URL, "\(url.isSecure ? "https" : "http")://\(named.authority)\(url.target)")
    set(CURLOPT_PATH_AS_IS, true)
    if let path = url.socketPath {
      set(CURLOPT_UNIX_SOCKET_PATH, path)
      return nil
    }
    return named.host == url.host ? nil : connectElsewhere(to: url)
  }

  /// Whatever host the URL names, the connection goes to the one that the caller asked for.
  private mutating func connectElsewhere(to url: HTTPURL) -> UnsafeMutablePointer<curl_slist>? {
    var address = url
    address.port = url.effectivePort
    let list = curl_shim_slist_append(nil, "::\(address.authority)")
    set(CURLOPT_CONNECT_TO, list)
    return list
  }

  private mutating func setTLS(_ tls: TLSConfiguration) {
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_SSL_VERIFYPEER, tls.verifiesServer)
    set(CURLOPT_SSL_VERIFYHOST, tls.verifiesServer ? 2 : 0)
    // OpenSSL: SSL_CTX_set_security_level(3).
    if tls.acceptsWeakCertificates { set(CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0") }
    if let authorities = tls.authorities {
      // The system's directory would count beside ours.
      set(CURLOPT_CAPATH, nil as String?)
      set(CURLOPT_CAINFO_BLOB, blob: authorities)
    }
    if let identity = tls.identity {
      set(CURLOPT_SSLCERTTYPE, "PEM")
      set(CURLOPT_SSLCERT_BLOB, blob: identity.certificate)
      set(CURLOPT_SSLKEYTYPE, "PEM")
      set(CURLOPT_SSLKEY_BLOB, blob: identity.key)
    }
  }

  /// Both options are always set: otherwise the library looks into the environment.
  private mutating func setProxy(_ proxy: ProxyServer?) {
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_PROXY, proxy?.text ?? "")
    guard let proxy else { return }
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    if let credentials = proxy.credentials {
      set(CURLOPT_PROXYUSERNAME, credentials.user)
      set(CURLOPT_PROXYPASSWORD, credentials.password)
    }
  }
}
