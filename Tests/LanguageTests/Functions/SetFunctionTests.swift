import Testing

struct SetFunctionTests {
  @Test(
    arguments: [
      (#"setintersection(["a", "b"], ["b", "c"], ["b", "d"])"#, #"toset(["b"])"#),
      (#"setintersection(["a"])"#, #"toset(["a"])"#),
      (#"setintersection([1, 2], ["2"])"#, #"toset(["2"])"#),
      (
        #"setproduct(["development", "staging"], ["app1", "app2"])"#,
        #"tolist([["development", "app1"], ["development", "app2"], ["staging", "app1"], ["staging", "app2"]])"#
      ),
      (#"setproduct(toset(["a", "b"]), toset(["c"]))"#, #"toset([["a", "c"], ["b", "c"]])"#),
      (#"setproduct(["a"], [1])"#, #"tolist([["a", 1]])"#),
      (#"setproduct(tolist(["a"]), toset(["b"]))"#, #"toset([["a", "b"]])"#),
      (#"setsubtract(["a", "b", "c"], ["a", "c"])"#, #"toset(["b"])"#),
      (#"setunion(["a", "b"], ["b", "c"], ["d"])"#, #"toset(["a", "b", "c", "d"])"#),
      (#"setunion(["a"], [1])"#, #"toset(["1", "a"])"#),
      (#"setunion([], [])"#, #"toset([])"#),
      (#"setunion([], [true])"#, #"toset([true])"#),
    ] as [(String, String)])
  func `sets are combined`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (#"setproduct([true, 2], ["a"])"#, #"all elements must be of the same type"#),
      (#"setproduct(["a"])"#, #"at least two arguments are required"#),
      (#"setproduct()"#, #"at least two arguments are required"#),
      (#"setproduct("a", ["b"])"#, #"a set or a list is required"#),
    ] as [(String, String)])
  func `unsuitable sets are refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
