import Diagnostics
import Testing

struct SuggestionTests {
  @Test(arguments: [
    ("imag", "image"), ("iamge", "image"), ("docker_volum", "docker_volume"), ("zzz", nil), ("image", nil),
  ])
  func `the nearest name is suggested and a far one is not`(name: String, expected: String?) {
    #expect(Suggestion.nearest(to: name, in: ["image", "name", "docker_volume"]) == expected)
  }
}
