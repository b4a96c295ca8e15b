// Reads a file of HCL, evaluates every argument of its blocks, and formats it, over and over, and prints what each
// takes.
//
//   LanguageBenchmark FILE [ROUNDS]
//
// One JSON object a round: the bytes of the file, and the seconds that each of the three took. The
// expressions may refer to nothing and call nothing, so that the language alone is measured.

import Diagnostics
import Formatting
import FoundationEssentials
import Glibc
import HCL

guard CommandLine.arguments.count > 1,
  let data = FileManager.default.contents(atPath: CommandLine.arguments[1])
else {
  print("usage: LanguageBenchmark FILE [ROUNDS], with a FILE that can be read")
  exit(2)
}
let file = SourceFile(name: CommandLine.arguments[1], bytes: Array(data))
let rounds = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 1 : 1

for _ in 0..<rounds {
  let clock = ContinuousClock()
  var parser = Parser(file)
  var body: Body?
  let parsing = clock.measure { body = parser.parseBody() }
  var evaluator = Evaluator(scope: VariableScope())
  let evaluating = clock.measure {
    for block in body?.blocks ?? [] {
      for attribute in block.body.attributes { _ = evaluator.evaluate(attribute.value) }
    }
  }
  guard parser.diagnostics.isEmpty, evaluator.diagnostics.isEmpty else {
    print("\((parser.diagnostics + evaluator.diagnostics)[0])")
    exit(1)
  }
  let formatting = try clock.measure { _ = try ConfigurationFormatter(file).formatted() }
  print(
    "{\"bytes\":\(file.bytes.count),\"parse\":\(parsing.seconds),\"evaluate\":\(evaluating.seconds),"
      + "\"format\":\(formatting.seconds)}")
}

extension Duration {
  var seconds: Double { self / .seconds(1) }
}
