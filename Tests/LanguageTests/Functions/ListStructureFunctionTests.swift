import Testing

struct ListStructureFunctionTests {
  @Test(
    arguments: [
      (#"coalescelist(["a", "b"], ["c", "d"])"#, #"["a", "b"]"#),
      (#"coalescelist([], ["c", "d"])"#, #"["c", "d"]"#),
      (#"coalescelist(tolist([]), tolist(["a"]))"#, #"tolist(["a"])"#),
      (#"coalescelist([1], ["a"])"#, #"[1]"#),
      (#"coalescelist([[], ["c"]]...)"#, #"["c"]"#),
      (#"concat(["a", ""], ["b", "c"])"#, #"["a", "", "b", "c"]"#),
      (#"concat(tolist(["a"]), tolist(["b"]))"#, #"tolist(["a", "b"])"#),
      (#"concat([], tolist([1]))"#, #"[1]"#),
      (#"concat(tolist(["a"]), [1])"#, #"["a", 1]"#),
      (#"concat(tolist(["a"]), tolist([1]))"#, #"tolist(["a", "1"])"#),
      (#"concat([[]], [[1]])"#, #"[[], [1]]"#),
      (#"element(["a", "b", "c"], 1)"#, #""b""#),
      (#"element(["a", "b", "c"], 3)"#, #""a""#),
      (#"element(["a", "b", "c"], -1)"#, #""c""#),
      (#"element(["a", "b", "c"], -4)"#, #""c""#),
      (#"element([1, "a"], 5)"#, #""a""#),
      (#"flatten([["a", "b"], [], ["c"]])"#, #"["a", "b", "c"]"#),
      (#"flatten([[["a", "b"], []], ["c"]])"#, #"["a", "b", "c"]"#),
      (#"flatten([["a"], "b", toset(["c"])])"#, #"["a", "b", "c"]"#),
      (#"flatten(["a"])"#, #"["a"]"#),
      (#"flatten([])"#, #"[]"#),
      (#"flatten([{a = [1]}])"#, #"[{a = [1]}]"#),
      (#"flatten([[1, "a"], [true]])"#, #"[1, "a", true]"#),
      (#"flatten([null])"#, #"[null]"#),
      (#"flatten([[null]])"#, #"[null]"#),
      (#"flatten(toset([["a"], ["b"]]))"#, #"["a", "b"]"#),
      (#"flatten([tolist(["a", "b"]), tolist([])])"#, #"["a", "b"]"#),
      (#"one([])"#, #"null"#),
      (#"one(["hello"])"#, #""hello""#),
      (#"one(toset([]))"#, #"null"#),
      (#"one(toset(["a"]))"#, #""a""#),
      (#"one([null])"#, #"null"#),
      (#"reverse([1, 2, 3])"#, #"[3, 2, 1]"#),
      (#"reverse(["a", 1])"#, #"[1, "a"]"#),
      (#"reverse([])"#, #"[]"#),
      (#"reverse(toset(["b", "a"]))"#, #"tolist(["b", "a"])"#),
      (#"reverse(tolist(["a", "b"]))"#, #"tolist(["b", "a"])"#),
      (#"slice(["a", "b", "c", "d"], 1, 3)"#, #"["b", "c"]"#),
      (#"slice(["a", "b"], 0, 2)"#, #"["a", "b"]"#),
      (#"slice([], 0, 0)"#, #"[]"#),
      (#"slice(tolist(["a", "b"]), 1, 2)"#, #"tolist(["b"])"#),
      (#"slice(["a", 1], 1, 2)"#, #"[1]"#),
    ] as [(String, String)])
  func `lists are taken apart and put together`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (#"coalescelist([], [])"#, #"no non-null arguments"#),
      (#"coalescelist(null, ["c"])"#, #"coalescelist arguments must be lists or tuples"#),
      (#"coalescelist()"#, #"at least one argument is required"#),
      (#"coalescelist("a")"#, #"coalescelist arguments must be lists or tuples"#),
      (#"concat()"#, #"at least one argument is required"#),
      (#"concat(toset(["a"]), ["b"])"#, #"all arguments must be lists or tuples; got set of string"#),
      (#"concat("a")"#, #"all arguments must be lists or tuples; got string"#),
      (#"concat(null, [])"#, #"argument must not be null"#),
      (#"element([], 0)"#, #"cannot use element function with an empty list"#),
      (#"element(toset(["a"]), 0)"#, #"cannot read elements from set of string"#),
      (#"element("abc", 0)"#, #"cannot read elements from string"#),
      (#"element(["a"], null)"#, #"argument must not be null"#),
      (#"flatten("a")"#, #"can only flatten lists, sets and tuples"#),
      (#"flatten(null)"#, #"argument must not be null"#),
      (#"one(["a", "b"])"#, #"must be a list, set, or tuple value with either zero or one elements"#),
      (#"one(null)"#, #"argument must not be null"#),
      (#"one("a")"#, #"must be a list, set, or tuple value with either zero or one elements"#),
      (#"one({})"#, #"must be a list, set, or tuple value with either zero or one elements"#),
      (#"reverse("abc")"#, #"can only reverse list or tuple values, not string"#),
      (#"slice(["a", "b"], 0, 3)"#, #"end index must not be greater than the length of the list"#),
      (#"slice(["a", "b"], -1, 1)"#, #"start index must not be less than zero"#),
      (#"slice(["a", "b"], 2, 1)"#, #"start index must not be greater than end index"#),
      (#"slice("abc", 0, 1)"#, #"must be a list or tuple value"#),
      (#"slice(tolist(["a", "b"]), 1, 5)"#, #"end index must not be greater than the length of the list"#),
    ] as [(String, String)])
  func `unsuitable lists are refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
