import Databases
import StateStorage

/// Lets what goes wrong in a database be said of the state that is kept there.
@discardableResult
func reporting<Result>(
  _ code: StateError.Code, _ body: () throws(DatabaseError) -> Result
) throws(StateError) -> Result {
  do { return try body() } catch { throw StateError(code, error.message) }
}
