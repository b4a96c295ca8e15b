public import Addresses
import PluginWire
import ProviderKit
import Values

/// Where a plugin is that somebody else has started, a debugger for example.
public struct Reattachment: Hashable, Sendable {
  /// 5 or 6.
  public var version: Int
  /// `unix` or `tcp`
  public var network: String
  /// A path, or a host with a port.
  public var address: String
  public var process: Int

  /// Reads the value of `TF_REATTACH_PROVIDERS`: an object with a member for each provider, such as
  /// `{"hashicorp/null":{"Protocol":"grpc","ProtocolVersion":6,"Pid":1,"Test":true,"Addr":{"Network":"unix","String":"/tmp/s"}}}`
  /// (github.com/hashicorp/terraform-plugin-go, tfprotov6/tf6server; observed with Terraform 1.15).
  ///
  /// - Throws: ``ReattachmentError`` when it is not of that form.
  public static func all(in text: String) throws(ReattachmentError) -> [ProviderAddress: Reattachment] {
    guard let members = (try? JSON.parse(text))?.members else {
      throw ReattachmentError(description: "TF_REATTACH_PROVIDERS is no object of JSON.")
    }
    var all: [ProviderAddress: Reattachment] = [:]
    for member in members {
      guard let address = ProviderAddress(source: member.key) else {
        throw ReattachmentError(
          description: "TF_REATTACH_PROVIDERS names \(member.key), which is no provider.")
      }
      all[address] = try Reattachment(member.value, of: member.key)
    }
    return all
  }

  private init(_ json: JSON, of name: String) throws(ReattachmentError) {
    let version = json["ProtocolVersion"]?.asInt ?? 5
    guard json["Protocol"]?.asString == "grpc", PluginProtocol(rawValue: version) != nil,
      let network = json["Addr"]?["Network"]?.asString, let address = json["Addr"]?["String"]?.asString,
      network == "unix" || network == "tcp"
    else {
      throw ReattachmentError(
        description:
          "TF_REATTACH_PROVIDERS does not say of \(name) where it is, or it speaks no protocol that rcw "
          + "does. Copy what the provider has printed.")
    }
    (self.version, self.network, self.address) = (version, network, address)
    process = json["Pid"]?.asInt ?? 0
  }

  var server: HTTPURL? {
    network == "unix" ? HTTPURL(socket: address) : try? HTTPURL("http://\(address)")
  }
}

public struct ReattachmentError: Error, Hashable, CustomStringConvertible {
  public var description: String
}
