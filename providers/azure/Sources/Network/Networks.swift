import ProviderAPI
import ProviderKit
import Values

extension ARMType {
  /// `azurerm_virtual_network`. Protocol: Microsoft.Network 2023-09-01, `VirtualNetworks_CreateOrUpdate`.
  ///
  /// A write without the subnets that are there would take them away, so that it is written with what is there.
  static let virtualNetwork: ARMType = {
    var table = ARMType(
      "azurerm_virtual_network", "A network of one's own.", .group("Microsoft.Network/virtualNetworks"),
      "2023-09-01",
      name: nil,
      [
        .location,
        .texts(
          "address_space", "The ranges of addresses.", .required,
          .at("properties.addressSpace.addressPrefixes")),
        .texts("dns_servers", "Who resolves names.", .open, .at("properties.dhcpOptions.dnsServers")),
        .number(
          "flow_timeout_in_minutes", "How long flows are kept.", .rule(.integer(4...30))),
        .text("edge_zone", "The edge zone.", .fixed, .at("extendedLocation.name")),
        .tags,
        .text("guid", "What tells it apart.", .computed, .at("properties.resourceGuid")),
      ])
    table.schemaVersion = 1
    table.hooks.send = { body, _ in
      if body["extendedLocation"] != nil { body.put("EdgeZone", at: ["extendedLocation", "type"]) }
    }
    return table
  }()

  /// `azurerm_subnet`. Protocol: Microsoft.Network 2023-09-01, `Subnets_CreateOrUpdate`.
  static let subnet: ARMType = {
    var table = ARMType(
      "azurerm_subnet", "A part of a virtual network.",
      .member(of: "virtual_network_name", "Microsoft.Network/virtualNetworks", "subnets"), "2023-09-01",
      name: nil,
      [
        .texts("address_prefixes", "The ranges of addresses.", .required),
        .plain("service_endpoints", .members("service"), "Services that are reached without the internet."),
        .textSet("service_endpoint_policy_ids", "Policies for those services.", .local),
        .plain(
          "private_link_service_network_policies_enabled", .enabled,
          "Whether policies hold for private links.",
          .usually(.bool(true)), .at("properties.privateLinkServiceNetworkPolicies")),
        .text(
          "private_endpoint_network_policies", "Which policies hold for private endpoints.",
          .usual("Disabled"),
          .oneOf(["Disabled", "Enabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled"])),
        .flag(
          "default_outbound_access_enabled", "Whether it reaches the internet.", .usually(.bool(true)),
          .at("properties.defaultOutboundAccess")),
        .blocks(
          "delegation", "Services that it is given to, such as Microsoft.ContainerInstance/containerGroups.",
          delegation,
          .at("properties.delegations")),
      ])
    return table
  }()

  private static let delegation = Shape(
    in: "properties",
    [
      .text("name", "The name.", .required, .at("name")),
      .block(
        "service_delegation", "What it is given to.",
        Shape([
          .text("name", "The service.", .required, .at("serviceName")),
          .textSet("actions", "What the service may do.", .open),
        ]), .required, .at("properties")),
    ])

  /// `azurerm_public_ip`. Protocol: Microsoft.Network 2023-09-01, `PublicIPAddresses_CreateOrUpdate`.
  static let publicIP: ARMType = {
    var table = ARMType(
      "azurerm_public_ip", "A public address.", .group("Microsoft.Network/publicIPAddresses"), "2023-09-01",
      name: nil,
      [
        .location,
        .text(
          "allocation_method", "Whether it stays.", .required, .at("properties.publicIPAllocationMethod"),
          .oneOf(["Static", "Dynamic"])),
        .text(
          "sku", "The kind.", .usual("Standard"), .fixed, .at("sku.name"), .oneOf(["Basic", "Standard"])),
        .text(
          "sku_tier", "The kind.", .usual("Regional"), .fixed, .at("sku.tier"),
          .oneOf(["Regional", "Global"])),
        .text(
          "ip_version", "The kind of address.", .usual("IPv4"), .fixed,
          .at("properties.publicIPAddressVersion"), .oneOf(["IPv4", "IPv6"])),
        .text(
          "domain_name_label", "The name in DNS, before that of the region.",
          .at("properties.dnsSettings.domainNameLabel")),
        .text(
          "reverse_fqdn", "The name that the address leads to.", .at("properties.dnsSettings.reverseFqdn")),
        .number(
          "idle_timeout_in_minutes", "How long connections may be silent.", .usually(.number(4)),
          .rule(.integer(4...30))),
        .textSet("zones", "The availability zones.", .fixed, .at("zones")),
        .tags,
        .text("ip_address", "The address.", .computed),
        .text(
          "fqdn", "The whole name in DNS.", .computed, .at("properties.dnsSettings.fqdn"),
          .follows(["domain_name_label"])),
      ])
    return table
  }()
}
