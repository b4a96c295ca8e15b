import ProviderKit
import Values

/// Networks, names and ports.
extension ContainerSchema {
  static let network: [ResourceSchema.Member] = [
    .argument("hostname", .string, .optionalComputed, requiresReplace: true, "Its own name for itself."),
    .argument("domainname", .string, requiresReplace: true, "Its domain."),
    .argument(
      "network_mode", .string, .defaulted(.string("bridge")), requiresReplace: true,
      "`bridge`, `host`, `none`, `container:NAME` or a network's name."),
    .blocks("networks_advanced", .set, networksAdvanced, requiresReplace: true),
    .blocks("ports", .list, ports, requiresReplace: true),
    .argument("publish_all_ports", .bool, requiresReplace: true, "Whether every exposed port is published."),
    .blocks("host", .set, host, requiresReplace: true),
    .argument("dns", .set(.string), requiresReplace: true, "Name servers."),
    .argument("dns_opts", .set(.string), requiresReplace: true, "Resolver options."),
    .argument("dns_search", .set(.string), requiresReplace: true, "Domains to search."),
  ]

  private static let networksAdvanced = ResourceSchema(
    "A network to join instead of the default one.",
    .argument("name", .string, .required, requiresReplace: true, "The network's name or id."),
    .argument("aliases", .set(.string), requiresReplace: true, "Further names of the container in it."),
    .argument("ipv4_address", .string, requiresReplace: true, "Its IPv4 address in it."),
    .argument("ipv6_address", .string, requiresReplace: true, "Its IPv6 address in it."),
    .argument("link_local_ips", .set(.string), requiresReplace: true, "Link-local addresses."),
    .argument("mac_address", .string, requiresReplace: true, "Its MAC address in it."),
    .argument("driver_opts", .set(.string), requiresReplace: true, "Options of the driver, as `name=value`."),
    .argument(
      "gw_priority", .number, requiresReplace: true, rules: [notNegative],
      "The network with the highest gives the default gateway. Needs API 1.48."))

  private static let ports = ResourceSchema(
    "A port to publish on the host.",
    .argument(
      "internal", .number, .required, requiresReplace: true, rules: [.integer(0...65535)],
      "The container's port."),
    .argument(
      "external", .number, .optionalComputed, requiresReplace: true, rules: [.integer(0...65535)],
      "The host's; a free one if unset."),
    .argument("ip", .string, .defaulted(.string("0.0.0.0")), requiresReplace: true, "The host's address."),
    .argument(
      "protocol", .string, .defaulted(.string("tcp")), requiresReplace: true, "`tcp`, `udp` or `sctp`."))

  private static let host = ResourceSchema(
    "A line of the container's `/etc/hosts`.",
    .argument("host", .string, .required, requiresReplace: true, "The name."),
    .argument("ip", .string, .required, requiresReplace: true, "Its address, or `host-gateway`."))
}
