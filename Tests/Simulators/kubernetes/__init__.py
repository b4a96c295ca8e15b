"""A stateful Kubernetes API on this machine, with small controllers: Tests/Simulators/simulate kubernetes."""
