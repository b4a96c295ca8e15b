"""An Azure on this machine: the directory that gives tokens, the metadata service, Resource Manager with container
groups, storage and vaults, and what is behind them: files of shares and secrets of vaults.

Vaults and accounts have hosts of their own below localhost, such as `NAME.vault.localhost`.
"""
