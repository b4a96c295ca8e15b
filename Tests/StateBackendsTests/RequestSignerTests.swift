import AWSSigning
import Testing

/// Signatures of the examples in Amazon's documentation.
struct RequestSignerTests {
  /// Amazon S3 API Reference, "Examples of the complete Signature Version 4 calculation", GET Object.
  @Test func `the example of the S3 documentation is signed as documented`() {
    let signer = RequestSigner(
      credentials: AWSCredentials(
        accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      region: "us-east-1", service: "s3")
    let headers = signer.headers(
      of: RequestSigner.Request(
        method: "GET", host: "examplebucket.s3.amazonaws.com", path: "/test.txt",
        headers: ["range": "bytes=0-9"]),
      at: "20130524T000000Z")
    #expect(
      headers["authorization"]?.hasSuffix(
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41") == true)
  }

  /// The same, GET Bucket (List Objects).
  @Test func `queries are signed in order, with their escapes`() {
    let signer = RequestSigner(
      credentials: AWSCredentials(
        accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      region: "us-east-1", service: "s3")
    let headers = signer.headers(
      of: RequestSigner.Request(
        method: "GET", host: "examplebucket.s3.amazonaws.com", path: "/",
        query: [(name: "prefix", value: "J"), (name: "max-keys", value: "2")]),
      at: "20130524T000000Z")
    #expect(
      headers["authorization"]?.hasSuffix(
        "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7") == true)
  }

  @Test func `no text about credentials shows the secret`() {
    let credentials = AWSCredentials(accessKey: "A", secretKey: "hidden", sessionToken: "hidden too")
    #expect(!"\(credentials)".contains("hidden"))
    #expect(!String(reflecting: credentials).contains("hidden"))
  }
}
