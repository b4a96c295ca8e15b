import ProviderKit
import Values

extension HTTPDataSource {
  static let requestMembers: [ResourceSchema.Member] = [
    .argument("url", .string, .required, "Where to send the request: `http` or `https`."),
    .argument("method", .string, rules: [.oneOf(["GET", "HEAD", "POST"])], "`GET` if unset."),
    .argument("request_headers", .map(.string), "Header fields of the request."),
    .argument("request_body", .string, "The body of the request."),
    .argument(
      "request_timeout_ms", .number, rules: [.integer(1...86_400_000)],
      "How long an attempt may take, in milliseconds; 5 minutes if unset."),
  ]

  static let trustMembers: [ResourceSchema.Member] = [
    .argument(
      "ca_cert_pem", .string, rules: [.conflictsWith(["insecure"])],
      "Certificates of authorities to trust, in PEM, instead of the system's."),
    .argument(
      "client_cert_pem", .string, rules: [.requires(["client_key_pem"])],
      "A certificate to show to the server, in PEM."),
    .argument(
      "client_key_pem", .string, rules: [.requires(["client_cert_pem"])],
      "The key of that certificate, in PEM."),
    .argument("insecure", .bool, "Whether the server need not prove who it is."),
  ]

  static let responseMembers: [ResourceSchema.Member] = [
    .computed("response_body", .string, "The body of the response as text."),
    .computed("body", .string, deprecated: "Use response_body instead.", "What `response_body` is."),
    .computed("response_body_base64", .string, "The body of the response in base 64."),
    .computed(
      "response_headers", .map(.string),
      "Header fields of the response; values of the same field, joined by commas."),
    .computed("status_code", .number, "The status of the response."),
  ]

  static let retry = ResourceSchema(
    "When the server cannot be reached, or answers 429, 502, 503 or 504, ask again.",
    .argument("attempts", .number, rules: [.integer(0...1000)], "How many times to ask again."),
    .argument(
      "min_delay_ms", .number, rules: [.integer(0...86_400_000)],
      "About how long to wait the first time, in milliseconds; each wait is longer than the one before."),
    .argument(
      "max_delay_ms", .number, rules: [.integer(0...86_400_000)], "How long to wait at most, in milliseconds."
    ))
}
