import Diagnostics
import HCL
import Language
import Values

/// One `assert` block.
struct Assertion {
  let rule: CheckRule
  let run: TestRun

  /// What is wrong; nothing when the condition holds.
  func judge(in scope: TestScope?) -> [Diagnostic] {
    guard let scope else { return [] }
    var evaluator = Evaluator(scope: scope)
    let condition = evaluator.evaluate(rule.condition)
    let problems = evaluator.diagnostics.map { $0.within(run.range) }
    guard !problems.hasErrors else { return problems }
    guard let decided = try? condition.converted(to: .bool), !decided.isNull else {
      return problems + [
        problem(
          "invalid-condition", "Invalid condition result", "A condition must come to true or false.", scope)
      ]
    }
    guard decided.isKnown else { return problems + [undecided(scope)] }
    guard decided.asBool == false else { return problems }
    return problems + [problem("assertion-failed", "Test assertion failed", message(in: scope), scope)]
  }

  private func undecided(_ scope: TestScope) -> Diagnostic {
    problem(
      "undecided-assertion", "Condition known after apply",
      "The condition depends on values that a plan does not know yet. Use command = apply, override them with "
        + "override_during = plan, or leave the condition out.", scope)
  }

  private func message(in scope: TestScope) -> String {
    var evaluator = Evaluator(scope: scope)
    let value = evaluator.evaluate(rule.errorMessage)
    guard !evaluator.diagnostics.hasErrors, value.isKnown, value.deepMarks.isEmpty,
      let text = (try? value.converted(to: .string))?.asString
    else { return "The condition does not hold, and its error message cannot be shown." }
    return text
  }

  private func problem(
    _ code: Diagnostic.Code, _ summary: String, _ detail: String, _ scope: TestScope
  ) -> Diagnostic {
    var problem = Diagnostic(code, summary, detail, at: rule.condition.range, in: run.range)
    problem.observations = Evaluator(scope: scope).observations(of: [rule.condition])
    return problem
  }
}
