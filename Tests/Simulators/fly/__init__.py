"""A simulator of Fly.io: the Machines API, and of the older interface GraphQL for organisations and the logs.

It keeps its state in memory. Machines run nothing; they change their states in the time that `--transition` says.
"""
