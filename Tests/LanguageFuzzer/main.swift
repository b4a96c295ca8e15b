// Damages configurations for a time and hands them to the parser, the formatter and the evaluator.
//
//   LanguageFuzzer SECONDS SEED FILE...
//
// Each answer must come in a time that is proportional to the text; places of problems must lie in the text;
// what is formatted must be accepted, mean the same and come to an end when it is formatted again. Ends at the
// first input that is answered otherwise, writes it to `fuzz-SEED.tf` and says what is wrong with it.

import Diagnostics
import Formatting
import FoundationEssentials
import Glibc
import HCL
import Values

let arguments = CommandLine.arguments
guard arguments.count > 3, let seconds = Int(arguments[1]), let seed = UInt64(arguments[2]) else {
  print("usage: LanguageFuzzer SECONDS SEED FILE...")
  exit(2)
}
let texts = arguments.dropFirst(3).compactMap { FileManager.default.contents(atPath: $0).map(input) }
var mutator = Mutator(texts: texts, seed: seed)
let end = ContinuousClock.now + .seconds(seconds)
var (count, formatted, bytes) = (0, 0, 0)
while ContinuousClock.now < end {
  let input = mutator.next()
  var trial = Trial(input)
  if let problem = trial.problem() {
    _ = FileManager.default.createFile(atPath: "fuzz-\(seed).tf", contents: Data(input))
    print("seed \(seed), input \(count): \(problem); the input is in fuzz-\(seed).tf")
    exit(1)
  }
  count += 1
  if trial.wasFormatted { formatted += 1 }
  bytes += input.count
}
print("seed \(seed): \(count) inputs of \(bytes / 1_000_000) MB, \(formatted) of them formatted, no fault")

/// Of a golden case the input alone.
func input(_ content: Data) -> [UInt8] {
  let text = String(decoding: content, as: UTF8.self)
  guard text.hasPrefix("-- input --\n") else { return Array(content) }
  return Array(text.split(separator: "\n-- ", maxSplits: 1)[0].dropFirst(12).utf8) + [UInt8(ascii: "\n")]
}
