import Clibcurl
import CurlShims

/// The functions that libcurl calls; each finds its transfer in the pointer it was given.
extension CurlTransfer {
  func setCallbacks(_ options: inout CurlOptions) {
    let this = Unmanaged.passUnretained(self).toOpaque()
    options.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, transfer in
      CurlTransfer.of(transfer).receive(line: UnsafeRawBufferPointer(start: bytes, count: size * count))
        ? size * count : 0
    }
    options.set(CURLOPT_HEADERDATA, this)
    options.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, transfer in
      CurlTransfer.of(transfer).receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
        ? size * count : Int(CURL_WRITEFUNC_PAUSE)
    }
    options.set(CURLOPT_WRITEDATA, this)
    options.set(CURLOPT_READFUNCTION) { bytes, size, count, transfer in
      CurlTransfer.of(transfer).send(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }
    options.set(CURLOPT_READDATA, this)
  }

  /// The transfer that a callback is about: it lives as long as its handle is in use.
  private static func of(_ pointer: UnsafeMutableRawPointer?) -> CurlTransfer {
    guard let pointer else { preconditionFailure("libcurl lost its transfer. This is a bug in rcw.") }
    return Unmanaged<CurlTransfer>.fromOpaque(pointer).takeUnretainedValue()
  }
}
