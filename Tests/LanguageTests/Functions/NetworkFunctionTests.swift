import Testing

struct NetworkFunctionTests {
  @Test(
    arguments: [
      (#"cidrhost("10.12.112.0/20", 16)"#, #""10.12.112.16""#),
      (#"cidrhost("10.12.112.0/20", 268)"#, #""10.12.113.12""#),
      (#"cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)"#, #""fd00:fd12:3456:7890::22""#),
      (#"cidrhost("10.0.0.0/8", -1)"#, #""10.255.255.255""#),
      (#"cidrhost("10.0.0.5/24", 1)"#, #""10.0.0.1""#),
      (#"cidrhost("010.001.0.0/24", 1)"#, #""10.1.0.1""#),
      (#"cidrhost("fe80::/64", -1)"#, #""fe80::ffff:ffff:ffff:ffff""#),
      (#"cidrnetmask("172.16.0.0/12")"#, #""255.240.0.0""#),
      (#"cidrnetmask("10.0.0.0/0")"#, #""0.0.0.0""#),
      (#"cidrnetmask("10.0.0.0/32")"#, #""255.255.255.255""#),
      (#"cidrsubnet("172.16.0.0/12", 4, 2)"#, #""172.18.0.0/16""#),
      (#"cidrsubnet("10.1.2.0/24", 4, 15)"#, #""10.1.2.240/28""#),
      (#"cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)"#, #""fd00:fd12:3456:7800:a200::/72""#),
      (#"cidrsubnet("10.0.0.0/8", 0, 0)"#, #""10.0.0.0/8""#),
      (#"cidrsubnet("10.5.6.7/8", 8, 1)"#, #""10.1.0.0/16""#),
      (#"cidrsubnet("fd00::/8", 120, 5)"#, #""fd00::5/128""#),
      (#"cidrsubnet("fd00::/8", 33, 5)"#, #""fd00:0:280::/41""#),
      (
        #"cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)"#,
        #"tolist(["10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20"])"#
      ),
      (
        #"cidrsubnets("fd00:fd12:3456:7890::/56", 16, 16, 16, 32)"#,
        #"tolist(["fd00:fd12:3456:7800::/72", "fd00:fd12:3456:7800:100::/72", "fd00:fd12:3456:7800:200::/72", "fd00:fd12:3456:7800:300::/88"])"#
      ),
      (#"cidrsubnets("fd00::/8", 32, 4)"#, #"tolist(["fd00::/40", "fd10::/12"])"#),
    ] as [(String, String)])
  func `networks are divided`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (#"cidrhost("10.0.0.0/30", 4)"#, #"prefix of 30 does not accommodate a host numbered 4"#),
      (#"cidrhost("10.0.0.1", 1)"#, #"invalid CIDR expression: invalid CIDR address: 10.0.0.1"#),
      (#"cidrhost("10.0.0.0/33", 1)"#, #"invalid CIDR expression: invalid CIDR address: 10.0.0.0/33"#),
      (#"cidrhost("10.0.0.0/24", 1.5)"#, #"value must be a whole number"#),
      (#"cidrnetmask("fd00::/8")"#, #"IPv6 addresses cannot have a netmask: fd00::/8"#),
      (#"cidrnetmask("x")"#, #"invalid CIDR expression: invalid CIDR address: x"#),
      (#"cidrsubnet("10.0.0.0/8", 25, 0)"#, #"insufficient address space to extend prefix of 8 by 25"#),
      (
        #"cidrsubnet("10.0.0.0/8", 8, 256)"#,
        #"prefix extension of 8 does not accommodate a subnet numbered 256"#
      ),
      (
        #"cidrsubnets("10.0.0.0/8", 25)"#,
        #"would extend prefix to 33 bits, which is too long for an IPv4 address"#
      ),
      (
        #"cidrsubnets("10.0.0.0/30", 1, 1, 1)"#,
        #"not enough remaining address space for a subnet with a prefix of 31 bits after 10.0.0.2/31"#
      ),
      (#"cidrsubnets("10.0.0.0/8", 0)"#, #"must extend prefix by at least one bit"#),
      (#"cidrsubnets("10.0.0.0/8", 33)"#, #"may not extend prefix by more than 32 bits"#),
      (#"cidrsubnets("fd00::/8", 33)"#, #"may not extend prefix by more than 32 bits"#),
    ] as [(String, String)])
  func `what does not fit a network is refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
