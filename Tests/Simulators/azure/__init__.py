"""An Azure on this machine: the directory that gives tokens, the metadata service, Resource Manager with container
groups, storage and vaults, and the secrets of vaults.

Vaults have hosts of their own below localhost, such as `NAME.vault.localhost`.
"""
