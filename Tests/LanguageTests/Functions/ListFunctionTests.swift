import Testing

struct ListFunctionTests {
  @Test(
    arguments: [
      (#"alltrue(["true", true])"#, #"true"#),
      (#"alltrue([true, false])"#, #"false"#),
      (#"alltrue([])"#, #"true"#),
      (#"alltrue([true, null])"#, #"false"#),
      (#"anytrue(["true"])"#, #"true"#),
      (#"anytrue([])"#, #"false"#),
      (#"anytrue([null, false])"#, #"false"#),
      (#"anytrue([null, true])"#, #"true"#),
      (
        #"chunklist(["a", "b", "c", "d", "e"], 2)"#,
        #"tolist([tolist(["a", "b"]), tolist(["c", "d"]), tolist(["e"])])"#
      ),
      (#"chunklist(["a", "b"], 0)"#, #"tolist([tolist(["a", "b"])])"#),
      (#"chunklist([1, "a"], 1)"#, #"tolist([tolist(["1"]), tolist(["a"])])"#),
      (#"compact(["a", "", "b", null, "c"])"#, #"tolist(["a", "b", "c"])"#),
      (#"compact([1, ""])"#, #"tolist(["1"])"#),
      (#"contains(["a", "b", "c"], "a")"#, #"true"#),
      (#"contains(["a"], "d")"#, #"false"#),
      (#"contains([1, 2], "1")"#, #"false"#),
      (#"contains(["1"], 1)"#, #"false"#),
      (#"contains(toset([1]), 1)"#, #"true"#),
      (#"contains([], "a")"#, #"false"#),
      (#"contains(["a", 1], 1)"#, #"true"#),
      (#"contains([{a = 1}], {a = 1})"#, #"true"#),
      (#"distinct(["a", "b", "a", "c", "d", "b"])"#, #"tolist(["a", "b", "c", "d"])"#),
      (#"distinct([])"#, #"tolist([])"#),
      (#"distinct([1, "1"])"#, #"tolist(["1"])"#),
      (#"distinct(toset(["a"]))"#, #"tolist(["a"])"#),
      (#"distinct([[1], [1]])"#, #"tolist([[1]])"#),
      (#"distinct([null, null, "a"])"#, #"tolist([tostring(null), "a"])"#),
      (#"index(["a", "b", "c"], "b")"#, #"1"#),
      (
        #"matchkeys(["i-123", "i-abc", "i-def"], ["us-west", "us-east", "us-east"], ["us-east"])"#,
        #"tolist(["i-abc", "i-def"])"#
      ),
      (#"matchkeys([], [], ["a"])"#, #"tolist([])"#),
      (#"matchkeys([1, 2], ["a", "b"], ["b"])"#, #"tolist([2])"#),
      (#"matchkeys(["a"], ["1"], [1])"#, #"tolist(["a"])"#),
      (#"range(3)"#, #"tolist([0, 1, 2])"#),
      (#"range(1, 4)"#, #"tolist([1, 2, 3])"#),
      (#"range(1, 8, 2)"#, #"tolist([1, 3, 5, 7])"#),
      (#"range(4, 1)"#, #"tolist([4, 3, 2])"#),
      (#"range(10, 5, -2)"#, #"tolist([10, 8, 6])"#),
      (#"range(0.5, 2)"#, #"tolist([0.5, 1.5])"#),
      (#"range(-3)"#, #"tolist([0, -1, -2])"#),
      (#"range(1024)[1023]"#, #"1023"#),
      (#"range(1.5)"#, #"tolist([0, 1])"#),
      (#"range(0, 1, 0.25)"#, #"tolist([0, 0.25, 0.5, 0.75])"#),
      (#"range(3, 0)"#, #"tolist([3, 2, 1])"#),
      (#"range("3")"#, #"tolist([0, 1, 2])"#),
      (#"sort(["e", "d", "a", "x"])"#, #"tolist(["a", "d", "e", "x"])"#),
      (#"sort([3, 10, 2])"#, #"tolist(["10", "2", "3"])"#),
      (#"sort(["b", "A", "a", "é", "z"])"#, #"tolist(["A", "a", "b", "z", "é"])"#),
      (#"sort(toset(["b", "a"]))"#, #"tolist(["a", "b"])"#),
      (#"sum([10, 13, 6, 4.5])"#, #"33.5"#),
      (#"sum([1, "2"])"#, #"3"#),
      (#"sum(toset([1, 2]))"#, #"3"#),
      (#"sum([0.1, 0.2])"#, #"0.3"#),
      (#"sum(tolist([1, 2]))"#, #"3"#),
      (#"sum(["1.5", "2"])"#, #"3.5"#),
    ] as [(String, String)])
  func `lists are computed with`(expression: String, expected: String) {
    expectSame(expression, expected)
  }

  @Test(
    arguments: [
      (#"alltrue(["x"])"#, #"a bool is required"#),
      (#"chunklist(["a", "b"], -1)"#, #"the size argument must be positive"#),
      (#"contains("abc", "a")"#, #"argument must be list, tuple, or set"#),
      (#"contains([null], null)"#, #"argument must not be null"#),
      (#"contains(["a"], null)"#, #"argument must not be null"#),
      (#"contains({a = 1}, 1)"#, #"argument must be list, tuple, or set"#),
      (#"index(["a"], "z")"#, #"item not found"#),
      (#"index([], "a")"#, #"cannot search an empty list"#),
      (#"index([1, 2], "1")"#, #"item not found"#),
      (#"index(toset(["a"]), "a")"#, #"argument must be a list or tuple"#),
      (#"index("a", "a")"#, #"argument must be a list or tuple"#),
      (#"matchkeys(["a", "b"], ["1"], ["1"])"#, #"length of keys and values should be equal"#),
      (
        #"range(1, 4, 0)"#,
        #"more than 1024 values were generated; either decrease the difference between start and end or use a smaller step"#
      ),
      (#"range(1, 4, -1)"#, #"end must be less than start when step is negative"#),
      (#"range(4, 1, 1)"#, #"end must be greater than start when step is positive"#),
      (#"range()"#, #"must have one, two, or three arguments"#),
      (#"range(1, 2, 3, 4)"#, #"must have one, two, or three arguments"#),
      (
        #"range(1025)"#,
        #"more than 1024 values were generated; either decrease the difference between start and end or use a smaller step"#
      ),
      (#"range(0, 3, -1)"#, #"end must be less than start when step is negative"#),
      (#"range(null)"#, #"argument must not be null"#),
      (
        #"range(0, 3, 0)"#,
        #"more than 1024 values were generated; either decrease the difference between start and end or use a smaller step"#
      ),
      (#"sort(["a", null])"#, #"given list element 1 is null; a null string cannot be sorted"#),
      (#"sum([])"#, #"cannot sum an empty list"#),
      (#"sum(["a"])"#, #"argument must be list, set, or tuple of number values"#),
      (#"sum([1, null])"#, #"argument must be list, set, or tuple of number values"#),
      (#"sum({a = 1})"#, #"argument must be list, set, or tuple. Received object"#),
      (#"sum(1)"#, #"cannot sum noniterable"#),
      (#"sum([true])"#, #"argument must be list, set, or tuple of number values"#),
      (#"sum(null)"#, #"argument must not be null"#),
      (#"sum([[1]])"#, #"argument must be list, set, or tuple of number values"#),
      (#"sum("a")"#, #"cannot sum noniterable"#),
    ] as [(String, String)])
  func `unsuitable lists are refused`(expression: String, reason: String) {
    expectRefusal(expression, reason)
  }
}
