import DAG

/// Runs `body` on every element, at most `limit` at a time; the results stand in the order of the elements.
public func concurrently<Element: Sendable, Result: Sendable>(
  _ elements: [Element], limit: Int, _ body: @escaping @Sendable (Element) async -> Result
) async -> [Result] {
  guard elements.count > 1 else {
    var results: [Result] = []
    for element in elements { results.append(await body(element)) }
    return results
  }
  var graph = AcyclicGraph<Int>()
  for index in elements.indices { graph.insert(index) }
  let summary = try? await graph.walk(limit: limit) { index, _ in Visit.done(await body(elements[index])) }
  return elements.indices.compactMap { summary?.outputs[$0] }
}
