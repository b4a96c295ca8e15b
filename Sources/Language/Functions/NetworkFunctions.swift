import HCL
import Values

/// Addresses and subnets of IP networks.
enum NetworkFunctions {
  static let all = [cidrcontains, cidrhost, cidrnetmask, cidrsubnet, cidrsubnets]

  private static let prefix = Function.Parameter(
    "prefix", .string, "A network in CIDR notation: `10.0.0.0/8` or `fd00::/64`.")

  static let cidrcontains = Function(
    "cidrcontains", "Tells whether an address, or all of a network, lies in a network.",
    .init("containing_prefix", .string, "The network in CIDR notation: `10.0.0.0/8` or `fd00::/64`."),
    .init("contained_ip_or_prefix", .string, "The address or network that may lie in it."),
    result: .type(.bool)
  ) { arguments throws(FunctionError) in
    let (outer, text) = (try network(arguments), try arguments.string(1))
    let whole = text.contains("/") ? text : text.contains(":") ? "\(text)/128" : "\(text)/32"
    guard let inner = IPNetwork(whole) else {
      throw FunctionError("invalid IP address or prefix: \(text)", argument: 1)
    }
    guard inner.bits == outer.bits else {
      throw FunctionError("address family mismatch: \(try arguments.string(0)) and \(text)", argument: 1)
    }
    return .bool(outer.base <= inner.base && inner.last <= outer.last)
  }

  static let cidrhost = Function(
    "cidrhost", "Returns the address of a host in a network.",
    prefix, .init("hostnum", .number, "The host's number, from 0; from the end when negative."),
    result: .type(.string)
  ) { arguments throws(FunctionError) in
    let network = try network(arguments)
    let number = try whole(arguments, 1)
    guard let host = host(number, bits: network.hostBits) else {
      throw FunctionError(
        "prefix of \(network.prefix) does not accommodate a host numbered \(number)", argument: 1)
    }
    return .string(network.text(of: network.base | host))
  }

  static let cidrnetmask = Function(
    "cidrnetmask", "Returns the netmask of an IPv4 network, such as `255.240.0.0`.",
    .init("prefix", .string, "A network in CIDR notation: `172.16.0.0/12`."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    let network = try network(arguments)
    guard network.bits == 32 else {
      throw FunctionError(
        "IPv6 addresses cannot have a netmask: \(try arguments.string(0))", argument: 0)
    }
    return .string(network.text(of: network.netmask))
  }

  static let cidrsubnet = Function(
    "cidrsubnet", "Returns a subnet of a network.",
    prefix, .init("newbits", .number, "By how many bits the prefix grows."),
    .init("netnum", .number, "The subnet's number, from 0."), result: .type(.string)
  ) { arguments throws(FunctionError) in
    let network = try network(arguments)
    let newBits = try arguments.integer(1)
    let number = try whole(arguments, 2)
    guard newBits >= 0 else { throw FunctionError("the prefix cannot become shorter", argument: 1) }
    guard newBits <= network.hostBits else {
      throw FunctionError(
        "insufficient address space to extend prefix of \(network.prefix) by \(newBits)", argument: 1)
    }
    guard !number.isNegative, let subnet = host(number, bits: newBits) else {
      throw FunctionError(
        "prefix extension of \(newBits) does not accommodate a subnet numbered \(number)", argument: 2)
    }
    let hostBits = network.hostBits - newBits
    let address = hostBits >= 128 ? 0 : subnet << UInt128(hostBits)
    let result = IPNetwork(
      address: network.base | address, prefix: network.prefix + newBits, bits: network.bits)
    return .string(result.description)
  }

  static let cidrsubnets = Function(
    "cidrsubnets", "Returns subnets of a network that follow one another, each of its own size.",
    prefix, variadic: .init("newbits", .number, "By how many bits the prefix of each grows, at most 32."),
    result: .type(.list(.string))
  ) { arguments throws(FunctionError) in
    let network = try network(arguments)
    var subnets: [IPNetwork] = []
    for index in arguments.indices.dropFirst() {
      let prefix = try extendedPrefix(network, by: try arguments.integer(index), argument: index)
      subnets.append(try next(prefix, in: network, after: subnets.last, argument: index))
    }
    return .list(subnets.map { .string($0.description) }, of: .string)
  }
}

extension NetworkFunctions {
  private static func network(_ arguments: [Value]) throws(FunctionError) -> IPNetwork {
    let text = try arguments.string(0)
    guard let network = IPNetwork(text) else {
      throw FunctionError("invalid CIDR expression: invalid CIDR address: \(text)", argument: 0)
    }
    return network
  }

  private static func whole(_ arguments: [Value], _ index: Int) throws(FunctionError) -> Number {
    let number = try arguments.number(index)
    guard number.isInteger else { throw FunctionError("value must be a whole number", argument: index) }
    return number
  }

  /// The host part with a number, counted from the end when negative; nil when it needs more bits.
  private static func host(_ number: Number, bits: Int) -> UInt128? {
    guard let magnitude = UInt128((number.isNegative ? -number : number).description) else { return nil }
    let last = IPNetwork.ones(bits)
    if !number.isNegative { return magnitude <= last ? magnitude : nil }
    return magnitude - 1 <= last ? last - (magnitude - 1) : nil
  }

  private static func extendedPrefix(
    _ network: IPNetwork, by newBits: Int, argument: Int
  ) throws(FunctionError) -> Int {
    guard newBits >= 1 else {
      throw FunctionError("must extend prefix by at least one bit", argument: argument)
    }
    guard newBits <= 32 else {
      throw FunctionError("may not extend prefix by more than 32 bits", argument: argument)
    }
    guard newBits <= network.hostBits else {
      let family = network.bits == 32 ? "an IPv4" : "an IPv6"
      throw FunctionError(
        "would extend prefix to \(network.prefix + newBits) bits, which is too long for \(family) address",
        argument: argument)
    }
    return network.prefix + newBits
  }

  /// The first free subnet with a prefix, at a multiple of its size.
  private static func next(
    _ prefix: Int, in network: IPNetwork, after previous: IPNetwork?, argument: Int
  ) throws(FunctionError) -> IPNetwork {
    guard let previous else {
      return IPNetwork(address: network.base, prefix: prefix, bits: network.bits)
    }
    let mask = IPNetwork.ones(network.bits - prefix)
    let (start, overflow) = (previous.last | mask).addingReportingOverflow(1)
    guard !overflow, start <= network.last, start > network.base else {
      throw FunctionError(
        "not enough remaining address space for a subnet with a prefix of \(prefix) bits after \(previous.description)",
        argument: argument)
    }
    return IPNetwork(address: start, prefix: prefix, bits: network.bits)
  }
}
